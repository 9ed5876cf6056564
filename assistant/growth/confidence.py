"""How sure a mentor felt before each kind of talk, from what was asked and what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from assistant.states import Kept, Used
from knowledge.document import Conversation as Kind

_LATER = timedelta(days=1)
"""A reflection that goes on past midnight is kept on the day after the one that it is used on."""


@dataclass(frozen=True)
class Point:
    """How sure the mentor felt on a day, 0 to 10."""

    on: date
    score: int


def lines(used: Sequence[Used], kept: Sequence[Kept], zone: tzinfo) -> dict[Kind, list[Point]]:
    """A line for each kind of talk, oldest point first; the kind that was felt last comes first.

    Args:
        used: the flows that were done, without words.
        kept: the reflections that were kept; one that is in `used` as well counts once.
        zone: whose days these are.
    """
    found: list[tuple[Kind, Point]] = [
        (one.kind, Point(one.on, score))
        for one in used
        if one.kind is not None and (score := _score(one)) is not None
    ]
    left = list(used)
    for reflection in kept:
        twin = _twin(reflection, left, zone)
        if twin is not None:
            left.remove(twin)
        elif reflection.kind is not None and reflection.score is not None:
            day = reflection.at.astimezone(zone).date()
            found.append((reflection.kind, Point(day, reflection.score)))
    found.sort(key=lambda one: one[1].on)
    kinds = dict.fromkeys(kind for kind, _ in reversed(found))
    return {kind: [point for its, point in found if its == kind] for kind in kinds}


def without(used: Sequence[Used], dropped: Kept, zone: tzinfo) -> tuple[Used, ...]:
    """What was used, but for how sure the mentor felt in a reflection that is removed."""
    twin = _twin(dropped, used, zone)
    if twin is None:
        return tuple(used)
    bare = replace(twin, asked=tuple(replace(one, score=None) for one in twin.asked))
    at = list(used).index(twin)
    return (*used[:at], bare, *used[at + 1 :])


def _twin(kept: Kept, used: Sequence[Used], zone: tzinfo) -> Used | None:
    """The same reflection without words, if it is remembered still."""
    if kept.score is None:
        return None
    day = kept.at.astimezone(zone).date()
    same = [
        one
        for one in used
        if one.flow == kept.flow and one.kind == kept.kind and _score(one) == kept.score
    ]
    on_the_day = (one for one in same if one.on == day)
    before = (one for one in same if one.on == day - _LATER)
    return next(on_the_day, None) or next(before, None)


def _score(used: Used) -> int | None:
    """The first scale that was answered."""
    return next((one.score for one in used.asked if one.score is not None), None)
