"""What can be found in a text, and the rule that the first find of a place stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Type = Literal[
    "NAME",
    "SCHOOL",
    "CLASS",
    "PLACE",
    "ADDRESS",
    "POSTCODE",
    "PHONE",
    "EMAIL",
    "HANDLE",
    "URL",
    "ID",
    "DOB",
    "BSN",
    "IBAN",
]


Find = tuple[int, int, Type]
"""What a finder yields: first character, one past the last, type."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One find: characters `start` up to `end` of the text that came in."""

    start: int
    end: int
    type: Type


class Findings:
    """Finds that do not overlap: whoever comes first has the place."""

    def __init__(self, size: int) -> None:
        self._taken = bytearray(size)
        self._found: list[Found] = []

    def __iter__(self) -> Iterator[Found]:
        return iter(sorted(self._found))

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing was found or kept here."""
        return start < end and self._taken.find(1, start, end) < 0

    def hide(self, plain: str, sign: str) -> str:
        """The text with a sign in each place that was found or kept."""
        if not self._taken.count(1):
            return plain
        return "".join(sign if taken else c for c, taken in zip(plain, self._taken, strict=True))

    def keep(self, start: int, end: int) -> None:
        """Let nothing be found here."""
        self._taken[start:end] = b"\1" * (end - start)

    def add(self, start: int, end: int, kind: Type) -> None:
        """Take a place if it is free."""
        if self.is_free(start, end):
            self.keep(start, end)
            self._found.append(Found(start, end, kind))
