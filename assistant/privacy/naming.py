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
from assistant.privacy.numbers import Find
from assistant.privacy.words import Words

ROLES: Final = lists.context("roles")
_TITLES: Final = lists.context("titles")
_CALLED: Final = lists.context("called")
_LED_BY: Final = lists.context("led_by")
_FOLLOWED_BY: Final = lists.context("followed_by")
_ARTICLES: Final = lists.context("articles")
_INSTITUTION_BEFORE: Final = lists.context("institution_before")
_INSTITUTION_AFTER: Final = lists.context("institution_after")
GREETINGS: Final = lists.context("greetings")
_PARTICLES: Final = lists.context("particles")
_TOO_COMMON: Final = lists.context("too_common")
_LED_ENOUGH: Final = lists.context("led_enough")
_INITIALS: Final = re.compile(
    r"(?<![^\W\d_.])(?<![^\W\d_]\.)(?:[A-Z][a-z]?\.[ -]?){1,5}"
    r"(?:(?:van|de|der|den|het|'t|ter|ten|te|el|al|la|le|du|von|uit|op|in)[ ]){0,3}"
    r"(?:[A-Z][^\W\d_]{1,30}|(?<=[ ])(?:'t )[A-Z]\w{1,30})"
)
_VERB: Final = re.compile(r"(?:[td]|[td]en?|s)$")
_THINGS: Final = frozenset("de het een dit dat deze die geen elke iedere".split())
_NO_ENDING: Final = re.compile(
    r"(?:ing|ingen|heid|lijk|lijke|isch|ische|tie|ties|teit|schap|baar|bare|gesprek|gesprekken|"
    r"opleider|opleiders|leraar|leraren|begeleider|school|scholen|groep|onderwijs|dag|week|jaar|"
    r"formulier|plan|toets|toetsen|wet|methode|model|training|cursus)$"
)


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
        self._first = lists.words("first_names") | lists.words("first_names_faker")
        self._as_word = lists.words("word_names")
        self._family = lists.words("family_names") | lists.words("family_names_faker")
        self._field = lists.words("field_words")
        self._known = (known | self._field) - self._first
        self._common = lists.words("common_words")

    def find(self, text: Words) -> Iterator[Find]:
        """Names with what belongs to them: initials, particles, family name."""
        for match in _INITIALS.finditer(text.plain):
            if not _is_unit(match[0]):
                yield match.start(), self._end_after(text, match.end()), "NAME"
        index = 0
        while index < len(text):
            if self._begins(text, index):
                last = self._last(text, index)
                start = text.starts[self._first_word(text, index)]
                yield start, text.starts[last] + self._size(text.written[last]), "NAME"
                index = last
            index += 1

    def is_first(self, word: str) -> bool:
        """Whether a word in lower case is a first name and nothing else."""
        return word in self._first

    def _end_after(self, text: Words, end: int) -> int:
        """The end of a name whose first part ends here, double family names included."""
        try:
            index = text.ends.index(end)
        except ValueError:  # inside a word with a hyphen
            index = next((i for i, e in enumerate(text.ends) if e > end), -1)
            if index < 0 or text.starts[index] > end:
                return end
        last = self._last(text, index)
        return text.starts[last] + self._size(text.written[last])

    def _listed(self, word: str) -> bool:
        """Whether a word, or a part of it, is a first name that is nothing else."""
        bare = word.removesuffix("'s")
        if bare in self._first:
            return True
        if bare.endswith("s") and len(bare) > 4 and bare[:-1] in self._first:
            return bare not in self._common and bare not in self._known
        return (
            "-" in bare
            and bare.split("-", 1)[0] in self._first | self._as_word
            and (
                bare.rsplit("-", 1)[1] in self._first | self._as_word
                or bare.split("-", 1)[0] in self._first
            )
        )

    def _is_ordinary(self, word: str) -> bool:
        return word in self._common or word in self._known or word.split("-")[0] in self._known

    def _begins(self, text: Words, index: int) -> bool:
        word = text.lower[index]
        if len(word) < 2 or word in self._field or self._is_of_an_institution(text, index):
            return False
        before = text.before(index) if index and text.is_beside(index - 1) else ""
        capital = text.capital(index)
        led = before in ROLES or before in _TITLES
        if self._listed(word):
            return capital or led or before not in _ARTICLES
        if word in self._as_word or (word.removesuffix("'s") in self._as_word and capital):
            return self._is_name_here(text, index, before=before, led=led)
        if before in _CALLED or (text.before(index, 2), before) in {
            ("naam", "is"),
            ("roepnaam", "is"),
        }:
            return (
                word not in _ARTICLES | _LED_BY | _PARTICLES
                and not self._is_ordinary(word)
                and len(word) > 2
            )
        if before in _TITLES:
            if word in _PARTICLES or word.startswith("el-"):
                return self._family_after(text, index)
            return (capital and word not in self._known) or not self._is_ordinary(word)
        if text.written[index].isupper() and len(word) < 6 and not text.shouted:
            return False
        if word in _PARTICLES:
            return capital and self._family_after(text, index)
        if text.shouted:
            return before in ROLES and not self._is_ordinary(word) and word not in _FOLLOWED_BY
        if word in self._family and capital and not text.opens(index):
            return (
                word not in self._common or led or before in {"de", "den"} or _follows(text, index)
            )
        if any(len(part) > 1 and not part[1:].islower() for part in text.written[index].split("-")):
            return False  # 'WPO-stage', 'ParnasSys'
        if before in ROLES and not text.shouted:
            if self._is_ordinary(word):
                return False
            return capital or (
                self._guessing
                and len(word) > 3
                and _NO_ENDING.search(word) is None
                and _VERB.search(word) is None
                and (text.after(index) in _FOLLOWED_BY or text.after(index) in _LED_BY)
            )
        if not capital or self._is_ordinary(word) or _NO_ENDING.search(word) or before in _THINGS:
            return False
        if not self._guessing:
            return False
        if not text.opens(index):
            return True
        if text.after(index) in {"en", "of"} and index + 2 < len(text):
            return text.capital(index + 2) and (
                self._listed(text.lower[index + 2]) or self._is_capital_family(text, index + 2)
            )
        return (
            text.after(index) in _FOLLOWED_BY
            or text.plain.startswith("'s ", text.ends[index])
            or _is_verb_after(text, index)
            or self._is_surname(text, index)
        )

    def _is_capital_family(self, text: Words, index: int) -> bool:
        return (
            index < len(text)
            and text.is_beside(index - 1)
            and text.capital(index)
            and not self._is_ordinary(text.lower[index])
            and len(text.written[index]) > 2
            and not text.written[index].isupper()
        )

    def _is_name_here(self, text: Words, index: int, *, before: str, led: bool) -> bool:
        """Whether a word that is a name as well is one in this place."""
        capital = text.capital(index)
        word = text.lower[index]
        opens = text.opens(index)
        after = text.after(index) if text.is_beside(index) else ""
        if before in _CALLED or (text.before(index) in GREETINGS and capital):
            return True
        if capital and not opens and before not in {"de", "het", "een"}:
            return True
        if (
            capital
            and opens
            and (self._is_surname(text, index) or text.gap(index).lstrip()[:1] in {"(", ":"})
        ):
            return True
        if word not in _TOO_COMMON and after in self._first:
            return True
        if before in _ARTICLES and not led:
            return False
        if led:
            if not capital and word in _TOO_COMMON:
                return before in _TITLES and after in _FOLLOWED_BY
            return capital or before in _TITLES or after in _FOLLOWED_BY or not after
        if before in _LED_ENOUGH and word not in _TOO_COMMON:
            return True
        if word not in _TOO_COMMON and self._is_paired(text, index, capital=capital, opens=opens):
            return True
        if word in _TOO_COMMON and not capital:
            return False
        if before in {"met", "ziet", "zag", "zie", "spreek", "gesprek"} and word not in _TOO_COMMON:
            # 'met roos gesproken', but not 'met roos en lila papier'
            return after not in {"en", "of", "papier"} or capital
        if opens and capital and word not in _TOO_COMMON and _is_verb_after(text, index):
            return True
        return after in _FOLLOWED_BY and (opens or before in _LED_BY)

    def _is_paired(self, text: Words, index: int, *, capital: bool, opens: bool) -> bool:
        """Whether 'en' joins this word to another name, as in 'jan en piet'."""
        for joint, other in ((index + 1, index + 2), (index - 1, index - 2)):
            if not (0 <= other < len(text) and text.lower[joint] in {"en", "of"}):
                continue
            word = text.lower[other]
            if self._listed(word):
                return capital or not opens or word in self._first
            if word in self._as_word and word not in _TOO_COMMON:
                return text.capital(index) == text.capital(other) and (
                    capital or text.opens(min(index, other))
                )
        return False

    def _is_surname(self, text: Words, index: int) -> bool:
        """Whether a family name follows this word."""
        if not text.is_beside(index) or index + 1 >= len(text):
            return False
        after = text.lower[index + 1]
        if after in _PARTICLES:
            return self._family_after(text, index + 1) and after not in {"en", "al"}
        return (
            text.capital(index + 1)
            and not self._is_ordinary(after)
            and not text.written[index + 1].isupper()
        )

    def _family_after(self, text: Words, index: int) -> bool:
        """Whether particles from here on lead to a family name with a capital."""
        scout = index
        while scout < len(text) - 1 and scout < index + 3 and text.lower[scout] in _PARTICLES:
            if not text.is_beside(scout):
                return False
            scout += 1
        low = text.lower[scout]
        if scout == index or (low in self._known and low not in self._family):
            return False
        if text.lower[index] in {
            "de",
            "het",
            "den",
            "der",
            "ten",
            "ter",
            "al",
            "la",
            "le",
            "da",
            "du",
        } and text.opens(index):
            # 'De Groot vindt' against 'De Pabo vraagt'
            return text.capital(scout) and low in self._family
        return text.capital(scout) and (low in self._family or not self._is_ordinary(low))

    def _is_of_an_institution(self, text: Words, index: int) -> bool:
        before = text.before(index) if index and text.is_beside(index - 1) else ""
        after = text.after(index) if text.is_beside(index) else ""
        if before in _INSTITUTION_BEFORE or after in _INSTITUTION_AFTER:
            return True
        return before in _ARTICLES and text.before(index, 2) in _INSTITUTION_BEFORE - {
            "volgens",
            "school",
        }

    def _first_word(self, text: Words, index: int) -> int:
        """Where the name begins: 'Van' before 'Dijk', 'de' before 'Wit' with a capital behind."""
        first = index
        while (
            first
            and text.lower[index] not in self._first
            and text.lower[first - 1] in _PARTICLES
            and text.is_beside(first - 1)
            and (
                text.lower[first - 1] not in {"van", "het"}
                or text.written[first - 1][0].isupper()
                or text.before(first - 1) in _TITLES
                or (text.lower[first] in {"der", "den", "de"} and text.written[first].islower())
            )
            and index - first < 3
        ):
            first -= 1
        return first

    def _last(self, text: Words, index: int) -> int:
        """The last word of the name that begins at a word."""
        last = index
        scout = index + 1
        while scout < len(text) and scout - index < 9:
            if text.gap(scout - 1).strip(" ") not in {"", "."} or (
                "." in text.gap(scout - 1) and len(text.lower[scout - 1]) > 2
            ):
                break
            word = text.lower[scout]
            if self._continues(text, scout, last):
                last = scout
            elif word not in _PARTICLES or (
                word in {"uit", "op"} and text.after(scout) not in {"de", "den", "het", "'t"}
            ):
                break
            scout += 1
        return last

    def _continues(self, text: Words, index: int, last: int) -> bool:
        word = text.lower[index]
        written = text.written[index]
        if word in _PARTICLES or word in self._field:
            return False
        if text.shouted:
            return (word in self._family or self._listed(word)) and last == index - 1
        if written[0].isupper():
            if len(written) > 1 and written.isupper():
                return False
            return word not in self._known or word in self._family or last < index - 1
        if word in self._family and word not in self._common:
            return True
        if last == index - 1 and word in self._first and text.lower[last] in self._first:
            return True
        if text.lower[last] not in self._first or self._is_ordinary(word) or len(word) < 4:
            return False
        # 'lisa van oudshoorn', 'lisa oudshoorn', but not 'lisa treuzelt'
        return last < index - 1 or (_VERB.search(word) is None and _NO_ENDING.search(word) is None)

    def _size(self, written: str) -> int:
        """Length of a name without the ending that makes it a possessive."""
        low = written.lower()
        if low.endswith("'s"):
            return len(written) - 2
        if (
            low not in self._first
            and low not in self._family
            and low.endswith("s")
            and low[:-1] in self._first
        ):
            return len(written) - 1
        return len(written)


def _is_verb_after(text: Words, index: int) -> bool:
    """Whether a word like 'bloeit' comes next: on a verb a person may have gone before."""
    after = text.after(index)
    return (
        text.is_beside(index) and len(after) > 4 and after.endswith(("t", "de", "te"))
    ) and text.written[index + 1].islower()


def _follows(text: Words, index: int) -> bool:
    return text.after(index) in _FOLLOWED_BY and text.is_beside(index)


def _is_unit(text: str) -> bool:
    """'St. Jozef' and 'Dr. Schaepman' are of schools and streets, 'Mw. Bakker' is a title."""
    return text.split(".")[0].lower() in {"st", "dr", "mw", "mr", "nr", "bv", "ir"}
