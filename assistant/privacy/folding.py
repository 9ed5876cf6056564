"""A second reading of a text: without accents and invisible marks, each place known in the first.

Whoever types `Fátima`, full-width digits or a zero-width space between letters means what is
read here. Patterns look at the plain reading; what they find is told in the text that came in.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ə": "e",
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "−": "-",
    }
)
_SLOW: Final = 8
"""A few signs become a whole sentence in Unicode's plain form; so much of it is enough."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in plain letters.

    Attributes:
        plain: the reading; case is kept.
        starts: for each character of `plain`, where it begins in the text.
        ends: for each, one past where it ends there, accents that stand apart included.
    """

    plain: str
    starts: range | list[int]
    ends: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a place in `plain`; `end` is above `start`."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Read a text in plain letters."""
    if text.isascii():
        size = len(text)
        return Folded(text, range(size), range(1, size + 1))
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        letters = character if character.isascii() else _plain(character)
        if not letters and ends and unicodedata.combining(character):
            ends[-1] = position + 1
        for letter in letters:
            plain.append(letter)
            starts.append(position)
            ends.append(position + 1)
    return Folded("".join(plain), starts, ends)


def bare(text: str) -> str:
    """A text in plain letters of lower case, as the word lists have it."""
    return fold(text).plain.lower()


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    replaced = character.translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", replaced)[:_SLOW]
    return "".join(c for c in decomposed.translate(_LETTERS) if not unicodedata.combining(c))
