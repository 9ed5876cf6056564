"""Find schools: those of the folder, a kind with a name, names that schools often bear."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find
from assistant.privacy.lists import FIRST_NAMES, PEOPLE, context, words
from assistant.privacy.words import Words

KINDS: Final = context("school_kinds")
_ARTICLES: Final = frozenset(["de", "het", "'t", "t", "den", "d"])
_JOINING: Final = frozenset(
    "de het 't van der den op aan sint st en te ten ter la le 's e it oan oer yn fan".split()
)
_OPENING: Final = frozenset("de het 't den sint st s".split())
_NOT_A_SCHOOL: Final = context("no_school")
_SCHOOL_COMPOUND: Final = re.compile(
    r"^(?P<stem>.{2,40}?)(?:basis|dalton|montessori|jenaplan|brede)?-?school$"
)
_COMMON_SCHOOLS: Final = context("common_schools")
_WORDLY: Final = context("worldly_schools")
"""Names of schools that are so common as words that they need a capital or a kind before them."""
_LEADING: Final = context("school_leads")
_BEFORE_SCHOOL: Final = context("before_school")
_VERBS: Final = context("followed_by") | context("led_by")
_AFTER_NAME: Final = frozenset("school basisschool gymnasium lyceum college".split())


class SchoolFinder:
    """Finds SCHOOL.

    Args:
        schools: names of schools, each a phrase in plain letters of lower case.
        known: words that are no names of schools here (see `Scrubber`).
    """

    def __init__(self, schools: frozenset[str], known: frozenset[str]) -> None:
        self._schools = schools
        self._known = known
        self._common = words("common_words")
        self._school_names = words("schools") - known
        self._school_heads = {p.split()[0] for p in schools}
        self._longest = max((len(p.split()) for p in schools), default=0)

    def find(self, text: Words) -> Iterator[Find]:
        """SCHOOL: known ones, a kind with a name, a name that schools bear, a name in one word."""
        for index in range(len(text)):
            size = self._known_school(text, index) or self._school(text, index)
            if size:
                start = self._first_word(text, index)
                yield text.starts[start], text.ends[index + size - 1], "SCHOOL"

    def _known_school(self, text: Words, index: int) -> int:
        if text.lower[index] not in self._school_heads:
            return 0
        for size in range(min(self._longest, len(text) - index), 0, -1):
            if text.phrase(index, size) in self._schools:
                return size
        return 0

    def _leads_school(self, text: Words, index: int) -> bool:
        """Whether the article before belongs to the name, as in 'De Klimop'."""
        return (
            index > 0
            and text.before(index) in _ARTICLES
            and (
                text.lower[index] in self._school_names
                or text.phrase(index, 1) in self._schools
                or any(text.phrase(index, size) in self._schools for size in range(2, 5))
            )
        )

    def _first_word(self, text: Words, index: int) -> int:
        """Where the name begins: 'De' before 'Klimop', 'Prins' before 'Bernhardschool'."""
        if self._leads_school(text, index):
            return index - 1
        first = index
        while (
            text.lower[index].endswith("school")
            and text.lower[index] not in KINDS
            and first
            and index - first < 4
            and text.is_beside(first - 1)
            and text.before(first) in _LEADING
        ):
            first -= 1
        return first

    def _school(self, text: Words, index: int) -> int:
        """How many words from here on name a school; 0: none."""
        word = text.lower[index]
        if word in KINDS:
            size = self._named(text, index)
            if size:
                return size
            if word in {"gymnasium", "lyceum", "college"}:
                return 0
        match = _SCHOOL_COMPOUND.match(word)
        if match and self._is_school_name(text, index, match["stem"]):
            return 1
        if (
            text.capital(index)
            and text.after(index) in _AFTER_NAME
            and text.is_beside(index)
            and not text.opens(index)
            and word not in self._common
        ):
            return 2
        if self._is_titled(text, index):
            return 2
        if word in self._school_names and text.before(index) in _ARTICLES:
            led = text.before(index, 2) in _BEFORE_SCHOOL and word not in _WORDLY
            return int(text.capital(index) or led)
        return 0

    def _is_titled(self, text: Words, index: int) -> bool:
        """Whether an article with a capital leads a name: 'op Het Kristal', not 'bij De Vries'."""
        name = text.after(index)
        return (
            text.lower[index] in {"de", "het"}
            and text.capital(index)
            and not text.opens(index)
            and text.before(index) in _BEFORE_SCHOOL
            and index + 1 < len(text)
            and text.is_beside(index)
            and text.capital(index + 1)
            and not text.written[index + 1].isupper()
            and name not in self._known
            and name not in PEOPLE - self._school_names
        )

    def _is_school_name(self, text: Words, index: int, stem: str) -> bool:
        stem = stem.rstrip("-")
        if (
            stem in _COMMON_SCHOOLS
            or text.lower[index] in self._common
            or stem.endswith(("hoge", "basis"))
        ):
            return False
        known = stem in FIRST_NAMES or stem in self._school_names or stem.rstrip("s") in FIRST_NAMES
        return known or (text.capital(index) and not text.opens(index))

    def _named(self, text: Words, index: int) -> int:
        """The size of a kind with its name: 'obs De Wilg', 'basisschool de ark'."""
        last = index
        scout = index + 1
        if text.after(index) in KINDS and text.is_beside(index):
            last = -1
            scout = index + 2
        capitals = 0
        while scout < len(text) and scout - index < 7:
            between = text.gap(scout - 1)
            if between.strip(" '\"") not in (
                {"", "."} if text.lower[scout - 1] in {"st", "dr"} else {""}
            ):
                break
            word = text.lower[scout]
            if scout == index + 1 and word in _JOINING - _OPENING and text.written[scout].islower():
                break
            if text.shouted and capitals and word in _VERBS:
                break
            if text.written[scout][0].isupper() and (not text.shouted or capitals < 2):
                if word not in _JOINING:
                    capitals += 1
                    last = scout
            elif word not in _JOINING or not (capitals or scout <= index + 2):
                if not capitals and self._is_named_in_lower_case(text, index, scout):
                    last = scout
                break
            scout += 1
        return last - index + 1 if last > index else 0

    def _is_named_in_lower_case(self, text: Words, index: int, scout: int) -> bool:
        """Whether a word is the name after a kind: 'basisschool de ark', not 'school de dag'."""
        word = text.lower[scout]
        return word in self._school_names or (
            text.before(scout) in _ARTICLES
            and text.lower[index] != "school"
            and word not in _NOT_A_SCHOOL
        )
