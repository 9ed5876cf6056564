"""The card at the end: the mentor's own sentences, the plan, and how to open the talk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.reflection import adapting, reading
from assistant.reflection.engine import PLAN
from assistant.states import Given, Kept, Running, Used
from knowledge.flow import Flow, Opening

OPENINGS = 2
"""Opening questions on one card."""


@dataclass(frozen=True)
class Line:
    """One of the mentor's own answers, with a short name for what it answers.

    `is_score`: the answer is a number on the scale.
    """

    label: str
    words: str
    is_score: bool = False


@dataclass(frozen=True)
class Card:
    """What a finished reflection comes down to; all of it in the mentor's own words."""

    lines: tuple[Line, ...]
    plan: str | None
    openings: tuple[Opening, ...]


def card(flow: Flow, running: Running, used: Sequence[Used]) -> Card:
    """The card of a reflection, in the order in which it was answered.

    At the card this use is among `used`: the first one has the flow's first openings.
    """
    lines = tuple(
        Line(_label(one.step), one.answer, _is_scored(flow, one))
        for one in running.given
        if one.answer is not None and one.step != PLAN and not _is_plan(flow, one)
    )
    return Card(lines, plan(flow, running), openings(flow, max(0, adapting.uses(flow, used) - 1)))


def openings(flow: Flow, turn: int) -> tuple[Opening, ...]:
    """Two questions to open the talk itself with; each turn the next two."""
    every = flow.openings
    if len(every) <= OPENINGS:
        return every
    return tuple(every[(OPENINGS * turn + at) % len(every)] for at in range(OPENINGS))


def plan(flow: Flow, running: Running) -> str | None:
    """The if-then plan, the last when there are several."""
    return next((one.answer for one in reversed(running.given) if _is_plan(flow, one)), None)


def kept(flow: Flow, running: Running, name: str, at: datetime) -> Kept:
    """What is kept of it, under this id: every answer but those that have a place of their own."""
    scored = next((one for one in running.given if _is_scored(flow, one)), None)
    given = tuple(
        one
        for one in running.given
        if one.answer is not None and one.step != PLAN and one != scored and not _is_plan(flow, one)
    )
    return Kept(
        name,
        flow.id,
        flow.title,
        at,
        given,
        running.kind,
        plan(flow, running),
        score=reading.score(scored.answer) if scored and scored.answer else None,
    )


def _label(step: str) -> str:
    """The step's id is its name in Dutch: 'eerste-zin' is 'Eerste zin'."""
    return step.replace("-", " ").capitalize()


def _is_plan(flow: Flow, given: Given) -> bool:
    step = flow.step(given.step)
    return step is not None and step.answer == "plan" and given.answer is not None


def _is_scored(flow: Flow, given: Given) -> bool:
    step = flow.step(given.step)
    return step is not None and step.answer == "schaal" and given.answer is not None
