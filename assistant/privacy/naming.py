"""Find the names of people, on capitals or without them.

A name on the lists counts in any case of letters, unless it is a word as well (`Roos`, `Mees`,
`Storm`): then its place must show that a person is meant. A name on no list counts after a role
('mijn student Xanti'), after 'heet', after initials, and where a capital stands within a sentence
on a word that is no ordinary one.
"""

import re
from collections.abc import Iterator
from typing import Final

from assistant.privacy import lists
from assistant.privacy.dictionary import is_word
from assistant.privacy.doubtful import DoubtfulNames, is_verb_after
from assistant.privacy.extents import NameExtents
from assistant.privacy.found import Find
from assistant.privacy.name_places import NamePlaces
from assistant.privacy.name_words import ENDING_OF_WORDS, NOUN_NAMES, PARTICLES, NameWords
from assistant.privacy.words import Words

ROLES: Final = lists.context("roles")
_TITLES: Final = lists.context("titles")
_CALLED: Final = lists.context("called")
_LED_BY: Final = lists.context("led_by")
_FOLLOWED_BY: Final = lists.context("followed_by")
_ARTICLES: Final = lists.context("articles")
_INSTITUTION_BEFORE: Final = lists.context("institution_before")
_INSTITUTION_AFTER: Final = lists.context("institution_after")
_INITIALS: Final = re.compile(
    r"(?<![^\W\d_.])(?<![^\W\d_]\.)(?:[A-Z][a-z]?\.[ -]?){1,5}"
    r"(?:(?:van|de|der|den|het|'t|ter|ten|te|el|al|la|le|du|von|uit|op|in)[ ]){0,3}"
    r"(?:[A-Z][^\W\d_]{1,30}|(?<=[ ])(?:'t )[A-Z]\w{1,30})"
)
_KIN: Final = frozenset("opa oma tante oom".split())
_CALLED_BY_KIND: Final = frozenset("pabo school bestuur hogeschool universiteit stichting".split())
"""With an article before them these stand for a whole institution."""
_SMALL_INITIALS: Final = re.compile(
    r"(?<![\w.])(?P<letters>(?:[a-z]\.){1,4}) ?"
    r"(?:(?:van|de|der|den|ter|ten|te|el)[ ]){0,3}([a-z]{3,30})(?![\w.])"
)
_SHORTHAND: Final = frozenset(
    "nav mbt ivm tav oa ad bv dmv ipv tgv dwz mn zs zsm ca nvt aub".split()
)
_SHORTENED: Final = re.compile(r"(?<![\w.])v[./]?d\.? ?(?P<name>[^\W\d_]{3,30}(?:-[^\W\d_]+)?)")
_AFTER_NAME: Final = lists.context("after_name")
_FAMILY_WORDS: Final = lists.context("family_words") | lists.context("trades")
_TRADES: Final = lists.context("trades")
_LANDSCAPE: Final = frozenset("berg beek heuvel veen meer heide velde linden".split())
"""After 'vd' a family name in lower case too; 'vd bot' and 'vd week' are none."""
_CLAUSES: Final = frozenset("dat omdat want doordat nadat voordat zodat hoewel terwijl".split())
_THINGS: Final = frozenset("de het een geen dit".split())
_MONTHS: Final = frozenset("jan".split())
_DATES: Final = frozenset("in eind einde begin half medio vanaf tot per sinds".split())
_LONGEST_WORD: Final = 8
"""Letters of a word of the dictionary that may be a name when it has a capital."""


class NameFinder:
    """Finds NAME.

    Args:
        known: words that are no names, in plain letters of lower case: what is on no list and
            stands here is never taken for one. Names on the lists stay names.
        guessing: whether a capital within a sentence, or a word in lower case after a role, is
            enough for a name that is on no list.
    """

    def __init__(self, known: frozenset[str], *, guessing: bool = True) -> None:
        self._guessing = guessing
        self._words = NameWords(known)
        self._extents = NameExtents(self._words)
        self._places = NamePlaces(self._words)
        self._doubtful = DoubtfulNames(self._words, self._extents, self._places)

    def find(self, text: Words) -> Iterator[Find]:
        """Names with what belongs to them: initials, particles, family name."""
        for match in _INITIALS.finditer(text.plain):
            if not _is_unit(match[0]):
                yield match.start(), self._extents.end_after(text, match.end()), "NAME"
        for match in _SMALL_INITIALS.finditer(text.plain):
            if match["letters"].replace(".", "") not in _SHORTHAND and self._is_family(match[2]):
                yield match.start(), match.end(), "NAME"
        index = 0
        while index < len(text):
            if self._begins(text, index):
                last = self._extents.last(text, index)
                start = text.starts[self._extents.first(text, index)]
                yield start, text.starts[last] + self._words.size(text.written[last]), "NAME"
                index = last
            index += 1
        for match in _SHORTENED.finditer(text.plain):
            low = match["name"].lower()
            if (low in self._words.family and (not is_word(low) or low in _LANDSCAPE)) or (
                match["name"][0].isupper()
                and match["name"][1].islower()
                and low not in self._words.field | ROLES | _CALLED_BY_KIND
            ):
                yield match.start(), match.end(), "NAME"

    def is_first(self, word: str) -> bool:
        """Whether a word is a first name: in lower case one that is nothing else."""
        low = word.lower()
        return low in self._words.first or (low != word and low in self._words.doubtful)

    def _is_family(self, word: str) -> bool:
        return word not in self._words.common and (
            word in self._words.family or self._words.is_unknown(word)
        )

    def _begins(self, text: Words, index: int) -> bool:
        word = text.lower[index]
        if len(word) < 2 or self._is_of_an_institution(text, index):
            return False
        if word in self._words.field and not self._is_name_all_the_same(text, index):
            return False
        before = text.beside_before(index)
        capital = text.capital(index)
        led = before in ROLES or before in _TITLES
        if self._is_trade_as_name(text, index, before=before) or self._is_introduced(text, index):
            return True
        if word in NOUN_NAMES:
            return self._doubtful.is_name(text, index, before=before, led=led)
        if self._words.is_listed(word):
            return self._is_listed_here(text, index, before=before, led=led)
        if word in self._words.doubtful or (
            word.endswith("'s") and word.removesuffix("'s") in self._words.doubtful and capital
        ):
            return self._doubtful.is_name(text, index, before=before, led=led)
        if before in _CALLED or (text.before(index, 2), before) in {
            ("naam", "is"),
            ("roepnaam", "is"),
        }:
            return word not in _ARTICLES | _LED_BY | PARTICLES and (
                self._words.is_unknown(word)
                or (capital and not self._words.is_ordinary(word) and len(word) > 2)
            )
        if text.after(index) in {"heet", "heten"} and text.is_beside(index):
            return not self._words.is_ordinary(word) and word not in _LED_BY | _ARTICLES
        if before in _TITLES:
            if word in PARTICLES:
                # 'juf van Dam', but not 'opa van Mohammed'
                return before not in _KIN and (
                    self._extents.family_after(text, index) or self._is_capital_after(text, index)
                )
            return (
                (capital and word not in self._words.known)
                or self._words.is_unknown(word)
                or (word in self._words.family and word not in self._words.common)
                or (not self._words.is_ordinary(word) and _follows(text, index))
            )
        if text.written[index].isupper() and len(word) < 6 and not text.shouted:
            return False
        if word in PARTICLES:
            return capital and self._extents.family_after(text, index)
        if text.shouted:
            return self._words.is_unknown(word) and (
                before in ROLES | _LED_BY or text.after(index) in _FOLLOWED_BY
            )
        if word in self._words.family and capital and not text.opens(index):
            return (
                word not in self._words.common
                or led
                or before in {"de", "den"}
                or _follows(text, index)
                or self._places.calls_for_a_name(text, index, before)
            )
        if any(len(part) > 1 and not part[1:].islower() for part in text.written[index].split("-")):
            return False  # 'WPO-stage', 'ParnasSys'
        if before in ROLES:
            return (capital and not self._words.is_ordinary(word)) or (
                self._words.is_unknown(word)
                and (self._guessing or text.after(index) in _FOLLOWED_BY | _LED_BY)
            )
        if not self._guessing:
            return False
        return self._is_guessed(text, index, before=before)

    def _is_trade_as_name(self, text: Words, index: int, *, before: str) -> bool:
        """Whether a trade or beast without an article is a family name: 'omdat mulder ziek is'."""
        word = text.lower[index]
        if before in _TITLES and text.before(index, 2) not in {"een", "geen"}:
            return word in _FAMILY_WORDS
        if word not in _TRADES or not text.is_beside(index):
            return False
        after = text.after(index)
        if before in _CLAUSES and after in _FOLLOWED_BY | _AFTER_NAME | {"ziek", "weg", "afwezig"}:
            return True
        # A trade in the singular has an article: 'smit zegt', 'Visser en ik' are people.
        is_first = not before and text.opens(index)
        return is_first and (after in _FOLLOWED_BY or (after, text.after(index, 2)) == ("en", "ik"))

    def _is_introduced(self, text: Words, index: int) -> bool:
        """Whether a role tells who somebody is: 'Duif, onze schoolopleider'."""
        return (
            text.capital(index)
            and not text.shouted
            and text.gap(index)[:1] == ","
            and text.after(index) in {"mijn", "onze"}
            and text.after(index, 2) in ROLES
            and text.lower[index] not in self._words.common
        )

    def _is_capital_after(self, text: Words, index: int) -> bool:
        """Whether a particle leads to a capital: 'meneer van Weert', not 'juf van Groep 3'."""
        return (
            index + 1 < len(text)
            and text.is_beside(index)
            and text.capital(index + 1)
            and text.lower[index + 1] not in self._words.field | ROLES
            and ENDING_OF_WORDS.search(text.lower[index + 1]) is None
        )

    def _is_name_all_the_same(self, text: Words, index: int) -> bool:
        """Whether a word of the field may be a name: 'mei ling', 'lieve vindt'."""
        return text.after(index) in self._words.first or (
            text.lower[index] in self._words.doubtful and text.written[index].islower()
        )

    def _is_listed_here(self, text: Words, index: int, *, before: str, led: bool) -> bool:
        """Whether a first name is one here: not 'jan' in 'eind jan', 'mark' in 'mark je dat'."""
        word = text.lower[index]
        if word in _MONTHS and before in _DATES:
            return False
        if led or (text.capital(index) and not is_word(word)):
            return True
        if before == "een" and text.capital(index):
            return True  # 'we hebben hier een Dirk die helpt'
        if is_word(word) and (before in _THINGS or self._is_thing(text, index, before)):
            return False
        return (
            text.capital(index)
            or before not in _ARTICLES
            or before == "dat"
            or (before not in _THINGS and not is_word(word))
        )

    def _is_thing(self, text: Words, index: int, before: str) -> bool:
        """Whether a name that is a word is one here: 'mark je dat', 'een mooie linde'."""
        if text.capital(index) or text.after(index) in {"je", "jij"}:
            return text.opens(index) and text.after(index) in {"je", "jij"}
        return (
            text.before(index, 2) in _ARTICLES
            and before.endswith("e")
            and is_word(before)
            and before not in ROLES | _TITLES
        )

    def _is_guessed(self, text: Words, index: int, *, before: str) -> bool:
        """Whether a word that is on no list is a name by its capital or its place."""
        word = text.lower[index]
        if not text.capital(index):
            return self._words.is_unknown(word) and self._places.suits_a_name(text, index, before)
        if self._words.is_ordinary(word) or ENDING_OF_WORDS.search(word):
            return False
        if not text.opens(index):
            return not is_word(word) or (
                len(word) <= _LONGEST_WORD and self._places.calls_for_a_name(text, index, before)
            )
        return self._words.is_unknown(word) or (
            not is_word(word)
            and (
                text.after(index) in _FOLLOWED_BY
                or is_verb_after(text, index)
                or self._extents.is_surname_after(text, index)
            )
        )

    def _is_of_an_institution(self, text: Words, index: int) -> bool:
        before = text.before(index) if index and text.is_beside(index - 1) else ""
        after = text.after(index) if text.is_beside(index) else ""
        if before in _CALLED_BY_KIND and text.before(index, 2) in _ARTICLES:
            return not self._words.is_listed(text.lower[index])  # 'heeft de pabo nick gemaild'
        if before in _INSTITUTION_BEFORE or after in _INSTITUTION_AFTER:
            return True
        return before in _ARTICLES and text.before(index, 2) in _INSTITUTION_BEFORE - {
            "volgens",
            "school",
        }


def _follows(text: Words, index: int) -> bool:
    return text.after(index) in _FOLLOWED_BY and text.is_beside(index)


def _is_unit(text: str) -> bool:
    """'St. Jozef' and 'Dr. Schaepman' are of schools and streets, 'Mw. Bakker' is a title."""
    return text.split(".")[0].lower() in {"st", "dr", "mw", "mr", "nr", "bv", "ir"}
