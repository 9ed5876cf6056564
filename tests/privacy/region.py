"""A region that exists nowhere, and what its mentors ask in a month, for tests and attacks."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.trends.figures import Figures
from assistant.trends.releasing import ASKED, Key, release
from knowledge.holding import Knowledge
from knowledge.organisation import Organisation, Organisations

PERIOD = "2026-10"

_PARENTS = {
    "regio": (),
    "pv-a": ("regio",),
    "pv-b": ("regio",),
    "bestuur-1": ("pv-a",),
    "bestuur-2": ("pv-a",),
    "bestuur-3": ("pv-a", "pv-b"),
    "bestuur-4": ("pv-b",),
}
_LEVELS = {"regio": "regio", "pv": "partnerschap", "bestuur": "bestuur"}

BOARDS = tuple(name for name in _PARENTS if name.startswith("bestuur"))
KNOWLEDGE = Knowledge(
    Organisations(
        tuple(
            Organisation(id=name, name=name, level=_LEVELS[name.partition("-")[0]], parents=parents)
            for name, parents in _PARENTS.items()
        )
    ),
    (),
    {},
    {},
)


@dataclass(frozen=True)
class Asking:
    """A mentor of an organisation, and what that mentor asked in a month."""

    mentor: bytes
    organisation: str
    keys: tuple[Key, ...]


Months = Mapping[str, tuple[Asking, ...]]
"""Period → who asked what in it."""


def gathered(askings: Iterable[Asking]) -> dict[str, dict[Key, set[bytes]]]:
    """What is counted of them, for every organisation."""
    found: dict[str, dict[Key, set[bytes]]] = {}
    for one in askings:
        if not one.keys:
            continue
        for organisation in KNOWLEDGE.organisations.above(one.organisation):
            counts = found.setdefault(organisation.id, {})
            for key in (ASKED, *one.keys):
                counts.setdefault(key, set()).add(one.mentor)
    return found


def released(months: Months, threshold: int = 5) -> dict[tuple[str, str], Figures]:
    """Everything that is ever to be seen: organisation and period → its figures."""
    found: dict[tuple[str, str], Figures] = {}
    earlier: dict[str, Figures] = {}
    for period in sorted(months):
        figures = release(
            period,
            gathered(months[period]),
            KNOWLEDGE,
            threshold=threshold,
            before=earlier.get,
        )
        found |= {(organisation, period): one for organisation, one in figures.items()}
        earlier = figures
    return found


def region(rng: random.Random, mentors: tuple[int, int]) -> list[Asking]:
    """A month of a region whose boards have so many mentors, few topics being asked by many."""
    popular = [1 / (rank + 1) for rank in range(30)]
    found = []
    for board in BOARDS:
        for number in range(rng.randint(*mentors)):
            topics = {
                rng.choices(range(len(popular)), popular)[0] for _ in range(rng.randint(1, 4))
            }
            keys: tuple[Key, ...] = tuple(("topic", f"stuk#{topic}") for topic in sorted(topics))
            found.append(Asking(f"{board}/{number}".encode(), board, keys))
    return found
