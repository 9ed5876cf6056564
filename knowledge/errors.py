"""What can be wrong with a knowledge folder, for its keeper to read."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


class KnowledgeError(Exception):
    """A knowledge folder cannot be used; the text says why and what to do."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one place in the folder.

    `file` is relative to the folder, `line` counts from 1, `code` is a kebab-case name that stays,
    `mend` says what to write instead.
    """

    file: str
    line: int
    level: Severity
    code: str
    message: str
    mend: str

    def __str__(self) -> str:
        """`FILE:LINE: what is wrong: what to write instead`."""
        kind = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}: {kind}{self.message}: {self.mend}"
