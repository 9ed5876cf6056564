"""Plays a simulated history through the dialogue and gives what each line of it counts as.

The same question of the same school is answered once as long as the same documents hold: a year of
a region is mostly the same questions.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.dialogue.answers import asking
from assistant.dialogue.assistant import Assistant
from assistant.messages import Conversation, Incoming
from assistant.ports import SearcherSource
from assistant.states import Counted
from knowledge.holding import Knowledge

_KNOWN = 200_000
"""Answered questions that stay in memory; then it begins anew."""


@dataclass(frozen=True)
class Line:
    """A question that a mentor asked; `at` is in the zone in which months are told."""

    mentor: str
    scope: str
    at: datetime
    question: str


@dataclass(frozen=True)
class _Key:
    """What an answer depends on; `day` only where the question's own words name a time."""

    question: str
    scope: str
    era: int
    day: date | None


class Replay:
    """A dialogue with mentors who agreed, each line a conversation of its own."""

    def __init__(self, assistant: Assistant, searchers: SearcherSource) -> None:
        self._assistant = assistant
        self._organisations = searchers.current().knowledge.organisations
        self._changes = _changes(searchers.current().knowledge)
        self._known: dict[_Key, tuple[Counted, ...]] = {}
        self._words: dict[str, Mapping[str, str]] = {}

    def counted(self, lines: Sequence[Line]) -> list[tuple[str, Counted]]:
        """What each line counts as, in their order: of whom, and what.

        Raises:
            KnowledgeError: a scope does not exist.
        """
        if len(self._known) > _KNOWN:
            self._known.clear()
        keys = [self._key(one) for one in lines]
        # In the order of the words, so that what is alike is embedded once.
        first: dict[_Key, Line] = {}
        for key, one in zip(keys, lines, strict=True):
            first.setdefault(key, one)
        for key in sorted(first, key=lambda key: key.question):
            if key not in self._known:
                self._known[key] = self._asked(first[key])
        return [
            (one.mentor, replace(what, period=f"{one.at.year:04}-{one.at.month:02}"))
            for key, one in zip(keys, lines, strict=True)
            for what in self._known[key]
        ]

    def _asked(self, line: Line) -> tuple[Counted, ...]:
        conversation = Conversation(scope=line.scope, introduced=True, agreed=True)
        outcome = self._assistant.handle(Incoming(line.question, line.at, conversation))
        return tuple(one for one in outcome.records if isinstance(one, Counted))

    def _key(self, line: Line) -> _Key:
        day = line.at.date()
        if line.scope not in self._words:
            self._words[line.scope] = self._organisations.scope(line.scope).words
        names_a_time = asking.read(line.question, day, self._words[line.scope]).moment is not None
        era = bisect_right(self._changes, day)
        return _Key(line.question, line.scope, era, day if names_a_time else None)


def _changes(knowledge: Knowledge) -> list[date]:
    """The days on which something begins or ceases to hold, in order."""
    return sorted(set(_turns(knowledge)))


def _turns(knowledge: Knowledge) -> Iterable[date]:
    for one in knowledge.documents:
        if one.valid_from:
            yield one.valid_from
        if one.valid_until and one.valid_until < date.max:
            yield one.valid_until + timedelta(days=1)
