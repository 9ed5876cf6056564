"""What may be said of a closed month: bands of different mentors, and nothing else.

The JSON of these models is what `mentorkompas trends --json` prints and what is stored, once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from assistant.messages import Output

Band = Literal["5-9", "10-19", "20-49", "50+"]
Change = Literal["up", "down", "same", "new"]
State = Literal["open", "too_small", "released"]
Judgement = Literal["wrong", "different"]

FEWEST = 5
"""No figure is about fewer mentors, whatever the settings say (CONTRACTS.md, 'trends')."""

SMALLEST = 15
"""Of an organisation in which fewer mentors asked something in a month, nothing is shown."""

_BANDS: tuple[tuple[int, Band], ...] = ((50, "50+"), (20, "20-49"), (10, "10-19"), (FEWEST, "5-9"))

BANDS: tuple[Band, ...] = tuple(name for _, name in reversed(_BANDS))
"""From few to many."""

_PERIOD = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


class Topic(Output):
    """A section that answered; `topic` is `document#anchor`, of schools' documents `topic:NAME`."""

    topic: str
    title: str
    mentors: Band
    change: Change | None = None


class Nearest(Output):
    """The section that came nearest; of schools' documents `topic:NAME`, without a section."""

    document: str
    section: str | None
    title: str


class Unanswered(Output):
    """What no section answered."""

    nearest: Nearest
    mentors: Band


class Contradiction(Output):
    """A subject or task on which mentors met documents that say different things."""

    subject: str
    documents: tuple[str, ...]
    mentors: Band


class Feedback(Output):
    """A section of which mentors said that it is wrong, or that it is otherwise where they work."""

    topic: str
    title: str
    judgement: Judgement
    mentors: Band


@dataclass(frozen=True)
class Wishes:
    """What enough different mentors passed on about one thing; `read` brings their own words."""

    period: str
    nearest: Nearest
    read: Callable[[], tuple[str, ...]] = field(repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """In no order, what is alike once; read from the database at each look."""
        return tuple(dict.fromkeys(self.read()))


class Figures(Output):
    """One organisation's month. `reflection`: how many used it; None says nothing about that."""

    scope: str
    period: str
    state: State
    threshold: int
    topics: tuple[Topic, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    reflection: Band | None = None


def band(mentors: int) -> Band | None:
    """The band of so many different mentors; None: too few to say anything."""
    return next((name for least, name in _BANDS if mentors >= least), None)


def is_period(text: str) -> bool:
    """Whether it is a month as these figures name it, YYYY-MM."""
    return _PERIOD.fullmatch(text) is not None and text > "0001"


def before(period: str) -> str:
    """The month before."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - (month == 1):04}-{(month - 2) % 12 + 1:02}"
