"""Notices what a mentor writes about somebody who can be known from it; that is never kept."""

from typing import Literal

from assistant.dialogue.signals.normalising import normalise
from assistant.dialogue.signals.personal import find_personal_data
from assistant.privacy.scrubbing import Scrubber
from knowledge.holding import Knowledge

Told = Literal["name", "person"]

_POINTS = frozenset(
    {"NAME", "PHONE", "EMAIL", "HANDLE", "ID", "DOB", "BSN", "IBAN", "ADDRESS", "POSTCODE"}
)
"""What points at one person. The mentor's own school, town or class does not."""

_NAMED = frozenset({"name", "number"})
_PRIVATE = frozenset({"health", "family", "religion"})
"""Kinds of what is private about a person. The others (a file that is pasted, a question about
other mentors) are for who asks something, and would be heard in many a story about a lesson."""


class _Scrubbers:
    """The scrubber of the newest knowledge; making one takes longer than using it."""

    def __init__(self) -> None:
        self._made: tuple[Knowledge, Scrubber] | None = None

    def of(self, knowledge: Knowledge) -> Scrubber:
        made = self._made
        if made is None or made[0] is not knowledge:
            made = self._made = (knowledge, Scrubber.of(knowledge))
        return made[1]


_SCRUBBERS = _Scrubbers()


def scrubbed(knowledge: Knowledge, text: str) -> str:
    """The text with a type, such as [NAME], in each place that points at a person."""
    return _SCRUBBERS.of(knowledge).scrub(text)


def tells_of_person(knowledge: Knowledge, text: str) -> Told | None:
    """Whether a text names somebody, or tells something private of a person; None: neither."""
    found = find_personal_data(text, normalise(text))
    if found is not None and found.kind in _PRIVATE:
        return "person"
    if found is not None and found.kind in _NAMED:
        return "name"
    points = any(one.type in _POINTS for one in _SCRUBBERS.of(knowledge).find(text))
    return "name" if points else None
