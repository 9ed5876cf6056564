"""What can be wrong with a knowledge folder, for its keeper to read."""

from dataclasses import dataclass, field
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


@dataclass
class Report:
    """Gathers the faults of one file while it is read."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def error(self, line: int, code: str, message: str, mend: str) -> None:
        """Note what must be mended before an index is built."""
        self.faults.append(Fault(self.file, line, "error", code, message, mend))

    def warning(self, line: int, code: str, message: str, mend: str) -> None:
        """Note what the keeper should look at."""
        self.faults.append(Fault(self.file, line, "warning", code, message, mend))
