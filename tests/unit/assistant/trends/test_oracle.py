"""The released figures against the contract read anew: neither too little is hidden nor too much.

The rules of CONTRACTS.md, 'trends', written as they stand there, one mentor after the other and
without a line of the code that releases. Random regions must come out the same to the letter.
"""

import random
from typing import Literal

import pytest

from assistant.trends.figures import Figures
from assistant.trends.releasing import Key
from tests.privacy.region import BOARDS, Asking, released

_DIRECTLY_BELOW = {
    "regio": ("pv-a", "pv-b"),
    "pv-a": ("bestuur-1", "bestuur-2", "bestuur-3"),
    "pv-b": ("bestuur-3", "bestuur-4"),
}
_PERIODS = ("2026-08", "2026-09", "2026-10")
_KINDS: tuple[Literal["topic", "unanswered", "contradiction"], ...] = (
    "topic",
    "unanswered",
    "contradiction",
)
_BANDS = ["5-9", "10-19", "20-49", "50+"]

Told = dict[tuple[str, str], str]
"""Kind and key → band."""


class Month:
    """A month as the contract tells it."""

    def __init__(self, askings: list[Asking], threshold: int) -> None:
        """Everything that was asked in it."""
        self.askings = askings
        self.threshold = threshold
        self.keys = {key for one in askings for key in one.keys}
        self.shown: dict[str, Told] = {}
        for organisation in (*BOARDS, "pv-a", "pv-b", "regio"):
            self.shown[organisation] = {
                key: self.band(organisation, key)
                for key in self.keys
                if self.may_be_told(organisation, key)
            }

    def boards(self, organisation: str) -> set[str]:
        """The boards of which it is made up."""
        below = _DIRECTLY_BELOW.get(organisation, ())
        return {organisation} if not below else {one for it in below for one in self.boards(it)}

    def mentors(self, organisation: str, key: Key | None = None) -> int:
        """How many different ones asked this there; without a key: anything."""
        boards = self.boards(organisation)
        return len(
            {
                one.mentor
                for one in self.askings
                if one.organisation in boards and (key in one.keys if key else one.keys)
            }
        )

    def is_released(self, organisation: str) -> bool:
        """Whether 15 mentors asked something there."""
        return self.mentors(organisation) >= 15

    def may_be_told(self, organisation: str, key: Key) -> bool:
        """Whether enough asked it, five did not, and not exactly one directly below hides it."""
        asked = self.mentors(organisation, key)
        hiders = [
            one
            for one in _DIRECTLY_BELOW.get(organisation, ())
            if self.mentors(one, key) and key not in self.shown[one]
        ]
        return (
            self.is_released(organisation)
            and asked >= self.threshold
            and self.mentors(organisation) - asked >= 5
            and len(hiders) != 1
        )

    def band(self, organisation: str, key: Key) -> str:
        """The band of those who asked it there."""
        asked = self.mentors(organisation, key)
        return "50+" if asked > 49 else "20-49" if asked > 19 else "10-19" if asked > 9 else "5-9"

    def change(self, organisation: str, key: Key, before: "Month | None") -> str | None:
        """How a topic's band differs from the month before."""
        if before is None or not before.is_released(organisation):
            return None
        then = before.shown[organisation].get(key)
        if then is None:
            return "new"
        moved = _BANDS.index(self.shown[organisation][key]) - _BANDS.index(then)
        return "up" if moved > 0 else "down" if moved < 0 else "same"


def _month(rng: random.Random) -> list[Asking]:
    """Boards from nobody to dozens of mentors; some mentors asked at two of them."""
    keys: list[Key] = [(kind, f"stuk#{number}") for kind in _KINDS[:2] for number in range(5)]
    keys += [("contradiction", f"uren|stuk|{number}") for number in range(2)]
    found = []
    for board in BOARDS:
        chances = {key: rng.choice((0.05, 0.15, 0.3, 0.6, 0.85, 1)) for key in keys}
        for number in range(rng.choice((0, 3, 14, 15, 16, 22, 40, 75))):
            asked = tuple(key for key in keys if rng.random() < chances[key])
            own: Key = ("topic", f"stuk#eigen-{number}")
            places = {board, *([rng.choice(BOARDS)] if rng.random() < 0.05 else [])}
            found += [
                Asking(f"{board}/{number}".encode(), place, asked or (own,)) for place in places
            ]
    return found


def _told(figures: Figures) -> Told:
    found: Told = {("topic", one.topic): one.mentors for one in figures.topics}
    for one in figures.unanswered:
        found["unanswered", f"{one.nearest.document}#{one.nearest.section}"] = one.mentors
    for pair in figures.contradictions:
        found["contradiction", "|".join((pair.subject, *pair.documents))] = pair.mentors
    return found


@pytest.mark.parametrize("seed", range(12))
def test_what_is_released_is_what_the_contract_says_no_more_and_no_less(seed: int) -> None:
    rng = random.Random(seed)
    threshold = rng.choice((5, 5, 7, 12))
    askings = {period: _month(rng) for period in _PERIODS}

    every = released({period: tuple(ones) for period, ones in askings.items()}, threshold)

    before: Month | None = None
    for period in _PERIODS:
        month = Month(askings[period], threshold)
        for organisation, told in month.shown.items():
            figures = every.get((organisation, period))
            if figures is None:
                assert not month.mentors(organisation)
                continue
            assert (figures.state == "released") == month.is_released(organisation)
            assert _told(figures) == told
            assert {one.topic: one.change for one in figures.topics} == {
                key: month.change(organisation, ("topic", key), before)
                for kind, key in told
                if kind == "topic"
            }
        before = month
