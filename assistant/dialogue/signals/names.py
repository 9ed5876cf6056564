"""Find the first names of people in a message, on capitals or without them.

A name on the list counts in any case of letters, unless it is a word as well (`Roos`, `Mees`,
`Max`): then its place must show that a person is meant. Names off the list count after a role
('mijn student Xanti') and after 'heet'. Schools, institutes, thinkers and sayings are no persons.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from assistant.dialogue.signals.normalising import fold

_DATA: Final = tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))


def _words(key: str) -> frozenset[str]:
    return frozenset(_DATA[key].split())


_ALWAYS: Final = _words("always")
_IN_CONTEXT: Final = _words("in_context")
_ROLES: Final = _words("roles")
_LED_BY: Final = _words("led_by")
_LED_ENOUGH: Final = _words("led_enough")
_TOO_COMMON: Final = _words("too_common")
_FOLLOWED_BY: Final = _words("followed_by")
_ARTICLES: Final = _words("articles")
_INSTITUTION_BEFORE: Final = _words("institution_before")
_INSTITUTION_AFTER: Final = _words("institution_after")
_GREETINGS: Final = _words("greetings")
_TUSSENVOEGSELS: Final = _words("particles")
_SURNAMES: Final = _words("surnames")
_NO_NAMES: Final = _words("no_names")
_NO_PERSONS: Final = frozenset((first, second) for first, second in _DATA["no_persons"])
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")

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


def _bare(word: str) -> str:
    """Fold a word and take a possessive ending off."""
    folded = fold(word)
    return folded[:-2] if folded.endswith("'s") else folded.rstrip("'")


def _is_listed(word: str) -> tuple[bool, bool]:
    bare = _bare(word)
    forms = [bare]
    if bare.endswith("s") and bare not in _ALWAYS:
        forms.append(bare[:-1])
    if "-" in bare:
        forms.append(bare.split("-", 1)[0])
    return any(form in _ALWAYS for form in forms), bare in _IN_CONTEXT


class _Message:
    """The words of one message with what stands beside each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        self.folded = [fold(word) for _, _, word in self.words]
        letters = [c for c in text if c.isalpha()]
        self.shouted = sum(c.isupper() for c in letters) > 0.6 * max(1, len(letters))

    def before(self, index: int, distance: int = 1) -> str:
        return self.folded[index - distance] if index >= distance else ""

    def after(self, index: int) -> str:
        return self.folded[index + 1] if index + 1 < len(self.words) else ""

    def capital(self, index: int) -> bool:
        return self.words[index][2][0].isupper() and not self.shouted

    def opens_sentence(self, index: int) -> bool:
        head = self.text[: self.words[index][0]].rstrip(" \"'(-")
        return not head or head[-1] in ".!?:\n"

    def excluded(self, index: int) -> bool:
        before, after = self.before(index), self.after(index)
        if before in _INSTITUTION_BEFORE or after in _INSTITUTION_AFTER or before in _GREETINGS:
            return True
        if before in _ARTICLES and self.before(index, 2) in _INSTITUTION_BEFORE:
            return True
        return (self.before(index, 2), before) in _SELF_BEFORE

    def is_name(self, index: int) -> bool:
        word = self.words[index][2]
        if len(word) < 2 or fold(word) in _NO_NAMES:
            return False
        always, in_context = _is_listed(word)
        before = self.before(index)
        led_by_role = before in _ROLES
        capital = self.capital(index)
        if always:
            return not (before in _ARTICLES and not capital) or led_by_role
        if in_context:
            return self._is_name_here(index, capital=capital, led_by_role=led_by_role)
        if before in {"heet", "heette", "genaamd"}:
            return fold(word) not in _ARTICLES | _LED_BY and len(word) > 2
        return (
            capital
            and led_by_role
            and not self.opens_sentence(index)
            and not word.isupper()
            and not any(c.isupper() for c in word[1:])
        )

    def _is_name_here(self, index: int, *, capital: bool, led_by_role: bool) -> bool:
        """Whether a word that is a name as well is one in this place."""
        before, after = self.before(index), self.after(index)
        if capital and not self.opens_sentence(index) and before not in {"de", "het", "een"}:
            return True
        if before in _ARTICLES:
            return False
        if led_by_role:
            return after in _FOLLOWED_BY or capital
        if before in _LED_ENOUGH and self.folded[index] not in _TOO_COMMON:
            return True
        opens = self.opens_sentence(index)
        return after in _FOLLOWED_BY and (opens or before in _LED_BY)

    def _continues(self, index: int, last: int) -> bool:
        word = self.folded[index]
        if self.capital(index) and word not in _NO_NAMES and not self.opens_sentence(index):
            return True
        return word in _SURNAMES and (last == index - 1 or self.folded[index - 1] == "de")

    def end_of_name(self, index: int) -> int:
        """Index of the last word of the name that starts at a word."""
        last = index
        scout = index + 1
        while scout < len(self.words):
            gap = self.text[self.words[scout - 1][1] : self.words[scout][0]]
            if gap.strip(". "):
                break
            word = self.folded[scout]
            if self._continues(scout, last):
                last = scout
            elif word not in _TUSSENVOEGSELS:
                break
            scout += 1
        return last


def find_names(text: str) -> list[Name]:
    """Find the names of persons in a message as it was typed."""
    message = _Message(text)
    found: list[Name] = []
    index = 0
    while index < len(message.words):
        pair = (message.folded[index], message.after(index))
        if pair in _NO_PERSONS:
            index += 3 if pair[1] in {"en", "van", "de", "met", "of"} else 2
            continue
        if message.is_name(index) and not message.excluded(index):
            last = message.end_of_name(index)
            role = message.words[index - 1][0] if message.before(index) in _ROLES else None
            end = message.words[last][1] - 2 * message.words[last][2].endswith(("'s", "\u2019s"))
            found.append(Name(message.words[index][0], end, role))
            index = last
        index += 1
    return found
