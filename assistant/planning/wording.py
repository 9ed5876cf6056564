"""Dutch words of time as mentors type them, and a text from which they are cut one by one."""

import re
from collections.abc import Iterable
from typing import Literal

from rapidfuzz.distance import OSA

from assistant.texts import day_names
from assistant.texts.day_names import WEEKDAYS
from index.lexical import folded

Part = Literal["morning", "afternoon", "evening", "night"]

_SHORT_DAYS = {
    "ma": 0, "di": 1, "wo": 2, "woe": 2, "do": 3, "don": 3, "vr": 4, "za": 5, "zo": 6,
}  # fmt: skip
MONTHS = {name: number for number, name in enumerate(day_names.MONTHS, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()}
MONTHS |= {"mrt": 3, "febr": 2, "sept": 9, "oct": 10}
_UNITS = "een twee drie vier vijf zes zeven acht negen tien elf twaalf"
NUMBERS = {word: number for number, word in enumerate(_UNITS.split(), 1)}
NUMBERS |= {"veertien": 14, "twintig": 20, "vijfentwintig": 25}
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_PARTS: dict[str, Part] = {
    "ochtend": "morning", "morgen": "morning", "voormiddag": "morning", "vroeg": "morning",
    "middag": "afternoon", "namiddag": "afternoon", "avond": "evening", "nacht": "night",
}  # fmt: skip
PART = "|".join(_PARTS)
DAY = (
    rf"(?:(?P<day>{'|'.join(WEEKDAYS)})|(?:(?P<short>{'|'.join(_SHORT_DAYS)})\b\.?"
    rf"(?:(?= ?\d| om\b| (?:{PART}))|(?<!to do)(?<!to-do)(?<!mijn ma)(?<!n ma)"
    r"(?<=\bma|\bdi|\bwo|\bdo|\bvr))))"
    rf"(?: ?(?P<part>{PART}))?\b"
)
"""A day of the week, with the part of the day that may be glued to it.

Of its short names those that are no other word may stand anywhere, the others before an hour.
"""

_SHORT_WORDS = {
    "mrgn": "morgen", "morgn": "morgen", "morge": "morgen",
    "overmrgn": "overmorgen", "overmorgn": "overmorgen", "vndg": "vandaag",
    "wk": "week", "wkn": "weken", "wken": "weken", "mnd": "maand", "dgn": "dagen",
    "dinsd": "dinsdag", "woensd": "woensdag", "dond": "donderdag", "vrijd": "vrijdag",
    "kw": "kwart", "hlf": "half", "volg": "volgende",
}  # fmt: skip
"""What a tired thumb makes of the words of time."""

_TYPED_WRONG = (*WEEKDAYS, "vandaag", "overmorgen", "februari", "augustus", "september", "oktober",
                "november", "december")  # fmt: skip
_LEAST = 6
"""Shorter words are no typing error of a day: too many words are one letter away."""


class Cut:
    """A text from which what was understood is taken away."""

    def __init__(self, text: str) -> None:
        plain = folded(text).replace("’", "'").replace("–", "-").replace("\n", " , ")
        plain = re.sub(r"\ba\.? ?s\.(?= )", "as", plain)
        plain = re.sub(r"(?<!\w)'?s (?=(?:ochtends|morgens|middags|avonds|nachts)\b)", "", plain)
        self.text = " ".join(_spelled(word) for word in plain.split())

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first place where this stands, which is gone afterwards; None: nowhere."""
        found = re.search(pattern, self.text)
        if found:
            left, right = self.text[: found.start()], self.text[found.end() :]
            self.text = f"{left} {right}"
        return found

    def takes(self, pattern: str) -> Iterable[re.Match[str]]:
        """Every place where this stands, one after another."""
        while found := self.take(pattern):
            yield found


def weekday(found: re.Match[str]) -> int:
    """The number of the day that `DAY` found, Monday 0."""
    name = found["day"]
    return WEEKDAYS.index(name) if name else _SHORT_DAYS[found["short"]]


def number(word: str) -> int:
    """What a number is, written in digits or in a word of `NUMBERS`."""
    return NUMBERS[word] if word in NUMBERS else int(word)


def part_of_day(word: str | None) -> Part | None:
    """Which part of the day a word of `PART` is."""
    return _PARTS[word] if word else None


def _spelled(word: str) -> str:
    """A day or month as it is written, when the word is one typing error away from it."""
    if word.rstrip(".") in _SHORT_WORDS:
        return _SHORT_WORDS[word.rstrip(".")]
    if len(word) < _LEAST or not word.isalpha():
        return word
    for right in _TYPED_WRONG:
        if word == right or word.startswith(right):
            return word
    near = (right for right in _TYPED_WRONG if OSA.distance(word, right, score_cutoff=1) <= 1)
    return next(near, word)
