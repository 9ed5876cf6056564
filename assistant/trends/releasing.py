"""From who asked what in a closed month to what may be said of it: CONTRACTS.md, 'trends'.

A topic is shown when enough different mentors asked it, not nearly everybody did, and nobody can
find a hidden figure below by subtracting. One mentor more or less moves a band by one at most.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from assistant.states import CountedKind
from assistant.trends.counting import COUNTED, SEPARATOR
from assistant.trends.figures import (
    BANDS,
    FEWEST,
    SMALLEST,
    Band,
    Change,
    Contradiction,
    Feedback,
    Figures,
    Judgement,
    Nearest,
    Topic,
    Unanswered,
    band,
)
from assistant.trends.naming import parts, title
from knowledge.holding import Knowledge
from knowledge.organisation import LEVELS, Organisation, Organisations

Key = tuple[CountedKind, str]
"""What was counted: its kind, and which one."""

Mentors = AbstractSet[bytes]
"""Different mentors, by names that mean nothing outside the month."""

Asked = Mapping[str, Mapping[Key, Mentors]]
"""Organisation → what was counted there → by whom."""

ASKED: Final[Key] = ("asked", "")
_NOBODY: Mentors = frozenset()


def release(
    period: str,
    asked: Asked,
    knowledge: Knowledge,
    *,
    threshold: int,
    before: Callable[[str], Figures | None],
) -> dict[str, Figures]:
    """The figures of every organisation in which something was counted.

    Args:
        period: the closed month, YYYY-MM.
        asked: everything that was counted in it.
        knowledge: tells which organisation is below which, and what sections are called.
        threshold: least mentors of any figure; below five it counts as five.
        before: an organisation → its figures of the month before, None when there are none.
    """
    least = max(threshold, FEWEST)
    shown = _shown(asked, knowledge.organisations, least)
    return {
        one: _figures(one, period, asked[one], keys, knowledge, least, before(one))
        for one, keys in shown.items()
    }


def wish_groups(
    asked: Asked,
    wished: Mapping[str, Mapping[str, Mentors]],
    organisations: Organisations,
    *,
    threshold: int,
) -> dict[str, dict[str, Mentors]]:
    """The wishes that may be shown: organisation → what they are about → by whom.

    They hide by the rules of everything else, also from who subtracts below from above.

    Args:
        asked: everything that was counted in the month.
        wished: organisation → what was wished about in it → by whom.
        organisations: tell which is below which.
        threshold: least mentors of a group; below five it counts as five.
    """
    kind: CountedKind = "unanswered"
    together: dict[str, dict[Key, Mentors]] = {
        organisation: {ASKED: asked.get(organisation, {}).get(ASKED, _NOBODY)}
        | {(kind, key): mentors for key, mentors in about.items()}
        for organisation, about in wished.items()
    }
    return {
        organisation: {key: wished[organisation][key] for _, key in keys}
        for organisation, keys in _shown(together, organisations, max(threshold, FEWEST)).items()
    }


def _shown(asked: Asked, organisations: Organisations, least: int) -> dict[str, AbstractSet[Key]]:
    """Organisation → what may be shown of it; from below upwards, since that decides above."""
    near_first = sorted(
        (one for one in organisations if one.level in COUNTED and one.id in asked),
        key=lambda one: LEVELS.index(one.level),
    )
    shown: dict[str, AbstractSet[Key]] = {}
    for one in near_first:
        own = asked[one.id]
        below = [other for other in _directly_below(one, near_first) if other in shown]
        shown[one.id] = {
            key
            for key, mentors in own.items()
            if key != ASKED
            and _is_group(own, mentors, least)
            and not _tells_what_is_hidden(key, mentors, below, asked, shown, least)
        }
    return shown


def _directly_below(one: Organisation, others: Iterable[Organisation]) -> list[str]:
    return [other.id for other in others if one.id in other.parents]


def _is_group(own: Mapping[Key, Mentors], mentors: Mentors, least: int) -> bool:
    """Whether they are enough, and are not nearly everybody of an organisation that is enough."""
    everybody = own.get(ASKED, _NOBODY)
    if len(everybody) < SMALLEST or len(mentors) < least:
        return False
    return len(everybody | mentors) - len(mentors) >= FEWEST


def _tells_what_is_hidden(
    key: Key,
    mentors: Mentors,
    below: list[str],
    asked: Asked,
    shown: Mapping[str, AbstractSet[Key]],
    least: int,
) -> bool:
    """Whether one group below that is hidden could be found by subtracting the others."""
    hidden = sum(1 for one in below if key in asked[one] and key not in shown[one])
    if hidden:
        return hidden == 1
    # Mentors who belong to no organisation below are such a group too: who chose a partnership.
    counted = [asked[one][key] for one in below if key in asked[one]]
    rest = len(mentors - frozenset().union(*counted)) if counted else 0
    return 0 < rest < least


def _figures(
    organisation: str,
    period: str,
    own: Mapping[Key, Mentors],
    keys: AbstractSet[Key],
    knowledge: Knowledge,
    threshold: int,
    before: Figures | None,
) -> Figures:
    if len(own.get(ASKED, _NOBODY)) < SMALLEST:
        return Figures(scope=organisation, period=period, state="too_small", threshold=threshold)
    bands: dict[CountedKind, dict[str, Band]] = {}
    for kind, key in keys:
        how_many = band(len(own[kind, key]))
        if how_many is not None:
            bands.setdefault(kind, {})[key] = how_many
    return Figures(
        scope=organisation,
        period=period,
        state="released",
        threshold=threshold,
        topics=tuple(
            Topic(
                topic=key,
                title=title(knowledge, key),
                mentors=size,
                change=_change(key, size, before),
            )
            for key, size in _many_first(bands.get("topic", {}))
        ),
        unanswered=tuple(
            Unanswered(nearest=_nearest(knowledge, key), mentors=size)
            for key, size in _many_first(bands.get("unanswered", {}))
        ),
        contradictions=tuple(
            Contradiction(subject=subject, documents=tuple(documents), mentors=size)
            for key, size in _many_first(bands.get("contradiction", {}))
            for subject, *documents in [key.split(SEPARATOR)]
        ),
        feedback=tuple(
            _feedback(knowledge, key, size) for key, size in _many_first(bands.get("feedback", {}))
        ),
        reflection=bands.get("reflection", {}).get(""),
    )


def _many_first(sizes: Mapping[str, Band]) -> list[tuple[str, Band]]:
    """In an order that tells no more than the bands do."""
    return sorted(sizes.items(), key=lambda pair: (-BANDS.index(pair[1]), pair[0]))


def _change(key: str, size: Band, before: Figures | None) -> Change | None:
    """How the band differs from the month before; None: that month showed nothing."""
    if before is None or before.state != "released":
        return None
    then = next((one.mentors for one in before.topics if one.topic == key), None)
    if then is None:
        return "new"
    if then == size:
        return "same"
    return "up" if BANDS.index(size) > BANDS.index(then) else "down"


def _nearest(knowledge: Knowledge, key: str) -> Nearest:
    document, section = parts(key)
    return Nearest(document=document, section=section, title=title(knowledge, key))


def _feedback(knowledge: Knowledge, key: str, size: Band) -> Feedback:
    judgement, _, topic = key.partition(":")
    said: Judgement = "wrong" if judgement == "wrong" else "different"
    return Feedback(topic=topic, title=title(knowledge, topic), judgement=said, mentors=size)
