"""What the registry says of one purpose: what is stored, until when, and how that is told.

The words stand in the catalogue under `registry.`, by the names of the entries.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from assistant.texts.catalogue import say

SILENT_MONTHS = 24
"""Whole months after the one of the last message of a mentor, after which all of it is erased."""

_TOLD_IN_DAYS = 3
"""Shorter than this is told in hours, as people say it: 24 uur, 48 uur."""

Until = Literal[
    "forgotten", "removed", "past", "finished", "closed", "revoked", "replaced", "always"
]
"""A term without a date: until the mentor is forgotten, or removes it; the talk has been; what it
is for is finished; the month has closed; somebody takes it back; a new one comes; or for ever. What
ends when a mentor is forgotten (`Erased`) ends then in any case."""

Export = Literal["both", "own", "operator", "none"]
"""Who gets it in a file: the mentor and the operator, the mentor alone (it holds the mentor's own
words), the operator (the dialogue does not know it), or nobody (nobody can say whose it is, it is
not about a person, or it ends with that)."""

Erased = Literal["sweep", "removed", "forget", "finished", "month", "operator", "never"]
"""By itself at its term; when the mentor removes it, or is forgotten (by the mentor's own wish, by
the operator, or after `SILENT_MONTHS`); in the transaction that is done with it; when its month
closes; by the operator; or not at all: it is about nobody."""

Told = Literal["everyone", "agreed", "counted", "telegram", "nobody"]
"""Whom /privacy tells of it: what is about no mentor stands in the school's register alone."""


@dataclass(frozen=True)
class Entry:
    """What is stored for one purpose.

    `fields` are `table.column`, `Type.field` of what lies inside an encrypted body, and files.
    """

    name: str
    term: timedelta | Until
    export: Export
    erased: tuple[Erased, ...]
    told: Told
    fields: frozenset[str]

    @property
    def what(self) -> str:
        """What it is, in words."""
        return say(f"registry.what.{self.name}")

    @property
    def short(self) -> str:
        """What it is, in a few words, for a list."""
        return say(f"registry.short.{self.name}")

    @property
    def purpose(self) -> str:
        """What it is for, in a sentence."""
        return say(f"registry.purpose.{self.name}")

    @property
    def term_told(self) -> str:
        """How long it is kept, in words."""
        if isinstance(self.term, str):
            return say(f"registry.until.{self.term}")
        days, rest = divmod(self.term, timedelta(days=1))
        if rest or days < _TOLD_IN_DAYS:
            hours, rest = divmod(self.term, timedelta(hours=1))
            if rest:
                return say("registry.term.minutes", number=self.term // timedelta(minutes=1))
            return say("registry.term.hours", number=hours)
        return say("registry.term.days", number=days)

    @property
    def erased_told(self) -> str:
        """How it goes, in words."""
        return ", ".join(say(f"registry.erased.{one}", months=SILENT_MONTHS) for one in self.erased)

    @property
    def export_told(self) -> str:
        """Who gets it in a file, in words."""
        return say(f"registry.export.{self.export}")
