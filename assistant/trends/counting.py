"""What of a mentor's question is counted: which section, which month, for which organisations.

No word of the question, and nothing that tells which school it came from. What is said in danger
or about a person is not counted at all; of what must not be answered, only that it was asked.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.messages import Answer, Hint, Source, Useful
from assistant.states import Counted, CountedKind
from assistant.trends.naming import OTHER, document_key, section_key
from knowledge.comparing import Contradiction, contradictions
from knowledge.document import squeeze
from knowledge.holding import Knowledge
from knowledge.organisation import LEVELS, Level, Organisations, Scope

COUNTED: tuple[Level, ...] = ("bestuur", "partnerschap", "regio")
"""The levels that have figures, from near to far; no school has."""

SEPARATOR = "|"
"""Between the parts of a contradiction's key; stands in no id."""

_SILENT = ("crisis", "personal_data")
_SAID: tuple[Useful, ...] = ("wrong", "different")


def questions(
    answer: Answer, scope: Scope, at: datetime, knowledge: Knowledge
) -> tuple[Counted, ...]:
    """What is to be counted of one message that was answered; nothing without a chosen scope.

    Args:
        answer: the whole message's, with its parts.
        scope: the mentor's.
        at: when it came, in the zone in which months are told.
        knowledge: what the answer was found in.
    """
    counts_for = places(scope, knowledge.organisations)
    if not counts_for or answer.status in _SILENT:
        return ()
    found = dict.fromkeys(
        what for one in answer.parts or (answer,) for what in _of_question(one, knowledge)
    )
    return tuple(Counted(period(at), counts_for, *what) for what in found)


def feedback(
    place: str, useful: Useful, scope: Scope, at: datetime, knowledge: Knowledge
) -> tuple[Counted, ...]:
    """What is to be counted when a mentor says that a section is wrong, or different there.

    Args:
        place: the section, `document#anchor`.
        useful: what the mentor said of it; that it helped or not is not counted.
        scope: the mentor's.
        at: when it was said, in the zone in which months are told.
        knowledge: what the section stands in.
    """
    found = knowledge.find(place)
    counts_for = places(scope, knowledge.organisations)
    if useful not in _SAID or found is None or not counts_for:
        return ()
    document, section = found
    key = f"{useful}:{section_key(knowledge, document, section.anchor)}"
    return (Counted(period(at), counts_for, "feedback", key),)


def reflected(scope: Scope, at: datetime, organisations: Organisations) -> tuple[Counted, ...]:
    """What is to be counted when a mentor answers a step of a reflection: that, and no more."""
    counts_for = places(scope, organisations)
    return (Counted(period(at), counts_for, "reflection"),) if counts_for else ()


def about(answer: Answer, knowledge: Knowledge) -> str:
    """What a question that nothing answered comes nearest to, as a key; `topic:overig`: nothing."""
    nearest = _nearest(answer.hints)
    return (_key(knowledge, nearest) if nearest else None) or OTHER


def places(scope: Scope, organisations: Organisations) -> tuple[str, ...]:
    """The organisations that the mentor counts for: the board, and those above it."""
    if scope.chosen is None:
        return ()
    above = organisations.above(scope.chosen.id)
    return tuple(one.id for one in above if one.level in COUNTED)


def period(at: datetime) -> str:
    """The month in which a moment counts, YYYY-MM."""
    return f"{at.year:04}-{at.month:02}"


def _of_question(
    given: Answer, knowledge: Knowledge
) -> Iterator[tuple[CountedKind, str, str | None]]:
    """Kind and key of what one question counts as, and the topic without which it does not."""
    if given.status in _SILENT:
        return
    yield "asked", "", None
    if given.status == "unknown":
        if (nearest := _nearest(given.hints)) and (key := _key(knowledge, nearest)):
            yield "unanswered", key, None
    elif given.status in ("answered", "conflict"):
        topic = _key(knowledge, given.sources[0])
        if topic:
            yield "topic", topic, None
        if given.status == "conflict" and (key := _against(given.sources, knowledge)):
            yield "contradiction", key, topic


def _nearest(hints: tuple[Hint, ...]) -> Hint | None:
    """What holds and comes nearest, else what comes nearest elsewhere."""
    return next((one for one in hints if one.why == "near"), None) or next(iter(hints), None)


def _key(knowledge: Knowledge, one: Source | Hint) -> str | None:
    document = knowledge.by_id.get(one.document)
    return section_key(knowledge, document, one.section) if document else None


def _against(sources: tuple[Source, ...], knowledge: Knowledge) -> str | None:
    """The subject and the documents of the contradiction that was shown; None: it is not known."""
    quoted = {(one.document, one.section): squeeze(one.quote) for one in sources}
    documents = [
        knowledge.by_id[one.document] for one in sources if one.document in knowledge.by_id
    ]
    shown = [
        pair
        for pair in contradictions(knowledge, documents)
        if all((side.document.id, side.anchor) in quoted for side in (pair.one, pair.other))
    ]
    if not shown:
        return None

    def told(pair: Contradiction) -> bool:
        """Whether both sides stand in what was quoted, word for word."""
        return all(
            squeeze(side.quote) in quoted[side.document.id, side.anchor or ""]
            for side in (pair.one, pair.other)
        )

    # Other facts of the same sections may contradict each other too: the one shown was asked for.
    meant = [pair for pair in shown if told(pair)] or shown
    subject = meant[0].key
    sides = {
        side.document.id: side.document
        for pair in meant
        if pair.key == subject
        for side in (pair.one, pair.other)
    }
    near = sorted(
        sides.values(), key=lambda one: (LEVELS.index(knowledge.issuer(one).level), one.id)
    )
    return SEPARATOR.join((subject, *(document_key(knowledge, one) for one in near)))
