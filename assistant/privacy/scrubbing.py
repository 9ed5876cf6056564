"""Take out of Dutch text what points at a person, and leave what the field says.

The finders go from what is surest by its form (an address of the network, a number with a check)
to what only its place tells (a name that is a word as well); a place that was taken is not looked
at again. What the knowledge folder calls by name stays: institutes, partnerships, titles, words.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Self, get_args

from assistant.privacy.classes import find_classes
from assistant.privacy.days import find_birthdays, find_days_beside_names
from assistant.privacy.folding import bare, fold
from assistant.privacy.found import Find, Findings, Found, Type
from assistant.privacy.lists import context, phrases
from assistant.privacy.naming import NameFinder
from assistant.privacy.network import find_addresses_of_the_network
from assistant.privacy.numbers import find_numbers
from assistant.privacy.schools import KINDS, SchoolFinder
from assistant.privacy.streets import find_postcodes, find_streets
from assistant.privacy.towns import TownFinder
from assistant.privacy.words import HIDDEN, Words
from knowledge.holding import Knowledge

_PLACEHOLDER: Final = re.compile(rf"\[(?:{'|'.join(get_args(Type))})\]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NAME_BEFORE: Final = re.compile(
    r"(?:(?P<initials>(?<!\w)[A-Z]\. ?)|(?P<word>[^\W\d_]+)\.? )van (?:de |der |den )?$",
    re.IGNORECASE,
)
_TITLES: Final = context("titles") - frozenset("opa oma tante oom".split())
"""Before 'van' and a town; kin is called by where it lives."""
_SHORT: Final = 3
"""Letters of the shortest word of a title that says by itself that it is no name."""


class Scrubber:
    """Finds what points at a person; made once, then used from any thread.

    Args:
        keep: names and titles that stay, such as those of institutes and documents. A phrase stays
            as a whole; its words, capital or not, are then no names unless a list of names has
            them.
        schools: names of schools to be found; with or without a kind ('Basisschool') before them.
        words: ordinary words of the collection, which are no names with a capital either.
        today: tells birthdays from other days; without it every full date that nothing explains
            counts as one.
        guessing: whether a name may be on no list and have nothing but a capital to show for it.
    """

    def __init__(
        self,
        keep: Iterable[str] = (),
        schools: Iterable[str] = (),
        words: Iterable[str] = (),
        today: date = date.max,
        *,
        guessing: bool = True,
    ) -> None:
        kept = [bare(phrase) for phrase in keep]
        self._today = today
        self._phrases = _Phrases([*kept, *phrases("field_phrases")])
        known = frozenset(
            word for phrase in kept for word in _WORD.findall(phrase) if len(word) >= _SHORT
        )
        ordinary = frozenset(bare(word) for word in words)
        self._names = NameFinder(known | ordinary, guessing=guessing)
        self._schools = SchoolFinder(frozenset(_school_names(schools)), known)
        self._towns = TownFinder(known)

    @classmethod
    def of(cls, knowledge: Knowledge, today: date = date.max) -> Self:
        """A scrubber that keeps what this folder calls by name and finds its schools."""
        organisations = tuple(knowledge.organisations)
        keep = [one.name for one in organisations if one.level != "school"]
        keep += [word for one in organisations for word in one.words]
        keep += [*knowledge.subjects.values(), *knowledge.tasks.values()]
        words: set[str] = set()
        for document in knowledge.documents:
            keep += [document.title, *(section.title for section in document.sections)]
            for section in document.sections:
                words.update(w for w in _WORD.findall(section.text) if w.islower())
        schools = [one.name for one in organisations if one.level == "school"]
        return cls(keep, schools, words, today)

    def find(self, text: str) -> tuple[Found, ...]:
        """Everything that points at a person, in order, none overlapping.

        Returns:
            Offsets in characters of `text` as it came in.
        """
        folded = fold(text)
        findings = self._find(folded.plain)
        return tuple(Found(*folded.span(one.start, one.end), one.type) for one in findings)

    def scrub(self, text: str) -> str:
        """The text with `[TYPE]` in each place that was found."""
        return replaced(text, self.find(text))

    def _find(self, plain: str) -> Findings:
        findings = Findings(len(plain))
        for match in _PLACEHOLDER.finditer(plain):
            findings.keep(*match.span())
        _take(findings, find_addresses_of_the_network(plain))
        _take(findings, find_birthdays(plain, self._today))
        _take(findings, find_numbers(plain))
        _take(findings, find_postcodes(plain))
        self._phrases.keep(findings, Words(findings.hide(plain, HIDDEN)))
        seen = Words(findings.hide(plain, HIDDEN))
        _take(findings, self._beside_names(plain, self._towns.find(seen, shortest=2)))
        seen = Words(findings.hide(plain, HIDDEN))
        _take(findings, self._schools.find(seen))
        _take(findings, find_streets(findings.hide(plain, HIDDEN)))
        _take(findings, find_classes(findings.hide(plain, HIDDEN)))
        seen = Words(findings.hide(plain, HIDDEN))
        _take(findings, self._beside_names(plain, self._towns.find(seen)))
        _take(findings, self._names.find(Words(findings.hide(plain, HIDDEN))))
        ends = [one.end for one in findings if one.type == "NAME"]
        _take(findings, find_days_beside_names(plain, ends))
        return findings

    def _beside_names(self, plain: str, towns: Iterable[Find]) -> Iterator[Find]:
        """The towns that are no family name: not 'Dalen' in 'Sanne van Dalen', 'S. van Dalen'."""
        for town in towns:
            before = _NAME_BEFORE.search(plain, max(0, town[0] - 40), town[0])
            if before is None or not (
                before["initials"]
                or before["word"].lower() in _TITLES
                or self._names.is_first(before["word"])
            ):
                yield town


def replaced(text: str, found: Iterable[Found]) -> str:
    """A text with `[TYPE]` for each find."""
    pieces = []
    position = 0
    for one in found:
        pieces += [text[position : one.start], f"[{one.type}]"]
        position = one.end
    return "".join([*pieces, text[position:]])


class _Phrases:
    """Phrases of two words or more that stay as they are."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for text in texts:
            words = tuple(_WORD.findall(text))
            if len(words) > 1:
                self._by_first.setdefault(words[0], set()).add(words)

    def keep(self, findings: Findings, text: Words) -> None:
        """Let nothing be found where one of the phrases stands, the longest first."""
        for index in range(len(text)):
            for words in sorted(self._by_first.get(text.lower[index], ()), key=len, reverse=True):
                end = index + len(words)
                if tuple(text.lower[index:end]) == words:
                    findings.keep(text.starts[index], text.ends[end - 1])
                    break


def _take(findings: Findings, found: Iterable[Find]) -> None:
    for start, end, kind in found:
        findings.add(start, end, kind)


def _school_names(names: Iterable[str]) -> Iterable[str]:
    """Each name whole, and without its kind: 'basisschool de klimop' and 'de klimop'."""
    for name in names:
        words = _WORD.findall(bare(name))
        yield " ".join(words)
        if len(words) > 1 and words[0] in KINDS:
            yield " ".join(words[1:])
