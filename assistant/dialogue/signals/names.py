"""Names of people in a mentor's message, as `privacy` finds them, the writer's own left out.

Only names that are sure count here: a name on no list needs a role or 'heet' before it, since a
question that is taken for personal data goes unanswered.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.privacy.doubtful import GREETINGS
from assistant.privacy.folding import fold
from assistant.privacy.naming import ROLES
from assistant.privacy.scrubbing import Scrubber
from assistant.privacy.words import Words

_SELF_BEFORE: Final = (("ik", "heet"), ("naam", "is"), ("ik", "ben"), ("noem", "me"))


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in a text, surname included.

    Attributes:
        start: first character.
        end: one past the last.
        role: offset at which the role before it begins ('student Lisa'), else None.
    """

    start: int
    end: int
    role: int | None


@lru_cache(maxsize=1)
def _scrubber() -> Scrubber:
    return Scrubber(guessing=False)


def find_names(text: str) -> list[Name]:
    """Find the names of others in a message as it was typed."""
    found = [one for one in _scrubber().find(text) if one.type == "NAME"]
    if not found:
        return []
    folded = fold(text)
    words = Words(folded.plain)
    places = [folded.starts[start] for start in words.starts]
    names: list[Name] = []
    for one in found:
        index = bisect_left(places, one.start)
        before = words.before(index)
        if before in GREETINGS or (words.before(index, 2), before) in _SELF_BEFORE:
            continue
        names.append(Name(one.start, one.end, places[index - 1] if before in ROLES else None))
    return names
