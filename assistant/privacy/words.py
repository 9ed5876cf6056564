"""The words of a text with what stands beside each, for finders that judge by place."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|'[sSt](?![^\W\d_])(?:-[^\W\d_]+)?")
HIDDEN: Final = "\ufffc"
"""Stands for each character that was found or kept already, so that places stay the same."""

_SHOUTED: Final = 0.6
"""Share of capitals from which a capital says nothing."""


class Words:
    """The words of a text in plain letters (see `folding`)."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        found = list(_WORD.finditer(plain))
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.written = [match[0] for match in found]
        self.lower = [word.lower() for word in self.written]
        letters = sum(len(word) for word in self.written)
        capitals = sum(sum(c.isupper() for c in word) for word in self.written)
        self.shouted = letters > 0 and capitals > _SHOUTED * letters and letters > 4

    def __len__(self) -> int:
        return len(self.written)

    def before(self, index: int, distance: int = 1) -> str:
        """The word so many places before, in lower case; empty where there is none."""
        return self.lower[index - distance] if index >= distance else ""

    def beside_before(self, index: int) -> str:
        """The word before in the same clause, 'mw' in 'mw. Loon' too; empty where there is none."""
        if not index:
            return ""
        gap = self.gap(index - 1).strip(" ")
        word = self.lower[index - 1]
        return word if not gap or (gap == "." and _is_abbreviation(word)) else ""

    def after(self, index: int, distance: int = 1) -> str:
        """The word so many places after, in lower case; empty where there is none."""
        return self.lower[index + distance] if index + distance < len(self) else ""

    def gap(self, index: int) -> str:
        """What stands between a word and the next; a full stop where the text ends."""
        if index + 1 >= len(self):
            return "."
        return self.plain[self.ends[index] : self.starts[index + 1]]

    def is_beside(self, index: int) -> bool:
        """Whether only spaces part a word from the next one."""
        return self.gap(index).strip(" ") == ""

    def capital(self, index: int) -> bool:
        """Whether a word begins with a capital that says something."""
        return self.written[index][0].isupper() and not self.shouted

    def opens(self, index: int) -> bool:
        """Whether a word is the first of its sentence."""
        start = self.starts[index]
        head = self.plain[max(0, start - 12) : start].rstrip(" \"'(-*#>•\t")
        if not head:
            return True
        return not (head[-1].isalnum() or head[-1] in ",&;/)]%+'@_=" + HIDDEN) and not (
            head[-1] == "." and _is_abbreviation(self.before(index))
        )

    def phrase(self, index: int, size: int) -> str:
        """So many words from one on, in lower case with a space between."""
        return " ".join(self.lower[index : index + size])


def _is_abbreviation(word: str) -> bool:
    return len(word) == 1 or word in {
        "dhr",
        "mw",
        "mevr",
        "dr",
        "drs",
        "prof",
        "ir",
        "ing",
        "st",
        "mr",
        "mvr",
        "gr",
    }
