"""Find towns, where they are not part of an institute's or a person's name."""

from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find
from assistant.privacy.lists import PEOPLE, context, phrases, words
from assistant.privacy.words import Words

_ARTICLES: Final = context("articles")
_TO_AS_WORD: Final = frozenset("in uit te naar vanuit gemeente".split())
_TO: Final = frozenset("in uit naar vanuit".split())
_KNOWN_TOWNS: Final = context("known_towns")
_SCHOOL_KINDS: Final = context("school_kinds")
_FIRST_NAMES: Final = words("first_names") | words("first_names_faker")
_PARTS_OF_TOWNS: Final = frozenset("wijk buurt stadsdeel dorp dorpje gehucht".split())
_OF_AN_INSTITUTE: Final = frozenset("hogeschool universiteit pabo academie hanze hs ch uni".split())


class TownFinder:
    """Finds PLACE.

    Args:
        known: words that are no places here (see `Scrubber`).
    """

    def __init__(self, known: frozenset[str]) -> None:
        self._towns = (phrases("places") | phrases("places_faker")) - known
        self._word_towns = (phrases("word_places") | phrases("word_places_faker")) - known
        self._towns |= {t.replace("sint-", "sint ", 1) for t in self._towns}
        self._towns |= {t.replace("sint ", "st ", 1) for t in self._towns if t[:5] == "sint "}
        self._heads = {p.split()[0] for p in self._towns | self._word_towns}

    def find(self, text: Words, *, shortest: int = 1) -> Iterator[Find]:
        """PLACE: a town, where it is not part of an institute's or a person's name.

        Args:
            text: in which to look.
            shortest: fewest words in the town's name.
        """
        for index in range(len(text)):
            if (
                text.before(index) in _PARTS_OF_TOWNS
                and text.is_beside(index - 1)
                and text.capital(index)
            ):
                yield text.starts[index], text.ends[index], "PLACE"
                continue
            if text.lower[index] not in self._heads:
                continue
            for size in range(min(5, len(text) - index), shortest - 1, -1):
                phrase = text.phrase(index, size)
                if size > 1 and not all(text.is_beside(i) for i in range(index, index + size - 1)):
                    continue
                if phrase in self._towns and not _is_of_an_institute(text, index):
                    if _is_family_name(text, index) or _is_of_a_school(text, index):
                        break
                    if text.capital(index) or text.shouted or not self._is_name_before(text, index):
                        yield text.starts[index], text.ends[index + size - 1], "PLACE"
                    break
                if phrase in self._word_towns and self._is_town_here(text, index):
                    yield text.starts[index], text.ends[index + size - 1], "PLACE"
                    break

    def _is_name_before(self, text: Words, index: int) -> bool:
        before = text.before(index)
        return before in PEOPLE - _PARTS_OF_TOWNS and text.is_beside(index - 1)

    def _is_town_here(self, text: Words, index: int) -> bool:
        if _is_of_an_institute(text, index):
            return False
        if text.before(index) in {"of", "en"} and text.before(index, 2) in self._towns:
            return True
        if not text.capital(index):
            return text.before(index) in _TO and text.lower[index] in _KNOWN_TOWNS
        if text.before(index) in _TO_AS_WORD:
            return True
        if text.before(index) in _ARTICLES:
            return False  # 'de Oranje vlag'
        return not text.opens(index) and text.lower[index] not in PEOPLE


def _is_family_name(text: Words, index: int) -> bool:
    """Whether a first name stands before, as in 'Giovanni Biervliet' or 'Joris in 't Veld'."""
    place = index - 1
    if text.before(index) == "in" and text.lower[index].startswith("'t"):
        place -= 1
    return (
        place >= 0
        and text.capital(place)
        and text.capital(index) is text.lower[index][0].isalpha()
        and text.lower[place] in _FIRST_NAMES
        and text.is_beside(place)
        and text.is_beside(index - 1)
    )


def _is_of_a_school(text: Words, index: int) -> bool:
    return text.before(index) in _SCHOOL_KINDS and text.lower[index] in {"sint", "st", "de", "'t"}


def _is_of_an_institute(text: Words, index: int) -> bool:
    before = text.before(index)
    if before in _OF_AN_INSTITUTE:
        return True
    return before in {"van", "de", "in"} and text.before(index, 2) in _OF_AN_INSTITUTE - {"pabo"}
