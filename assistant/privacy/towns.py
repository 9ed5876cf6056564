"""Find towns, where they are not part of an institute's or a person's name."""

from collections.abc import Iterator
from typing import Final

from assistant.privacy.found import Find
from assistant.privacy.lists import PEOPLE, phrases
from assistant.privacy.words import Words

_TO_AS_WORD: Final = frozenset("in uit te naar vanuit gemeente".split())
_PARTS_OF_TOWNS: Final = frozenset("wijk buurt stadsdeel dorp dorpje gehucht".split())
_OF_AN_INSTITUTE: Final = frozenset("hogeschool universiteit pabo academie hanze hs ch uni".split())


class TownFinder:
    """Finds PLACE.

    Args:
        known: words that are no places here (see `Scrubber`).
    """

    def __init__(self, known: frozenset[str]) -> None:
        self._towns = phrases("places") - known
        self._word_towns = phrases("word_places") - known
        self._heads = {p.split()[0] for p in self._towns | self._word_towns}

    def find(self, text: Words, *, shortest: int = 1) -> Iterator[Find]:
        """PLACE: a town, where it is not part of an institute's or a person's name.

        Args:
            text: in which to look.
            shortest: fewest words in the town's name.
        """
        for index in range(len(text)):
            if text.before(index) in _PARTS_OF_TOWNS and text.is_beside(index - 1):
                if text.capital(index):
                    yield text.starts[index], text.ends[index], "PLACE"
                continue
            if text.lower[index] not in self._heads:
                continue
            for size in range(min(5, len(text) - index), shortest - 1, -1):
                phrase = text.phrase(index, size)
                if size > 1 and not all(text.is_beside(i) for i in range(index, index + size - 1)):
                    continue
                if phrase in self._towns and not _is_of_an_institute(text, index):
                    if text.capital(index) or text.shouted or not self._is_name_before(text, index):
                        yield text.starts[index], text.ends[index + size - 1], "PLACE"
                    break
                if phrase in self._word_towns and self._is_town_here(text, index):
                    yield text.starts[index], text.ends[index + size - 1], "PLACE"
                    break

    def _is_name_before(self, text: Words, index: int) -> bool:
        return text.before(index) in PEOPLE and text.is_beside(index - 1)

    def _is_town_here(self, text: Words, index: int) -> bool:
        if _is_of_an_institute(text, index):
            return False
        if text.before(index) in {"of", "en"} and text.before(index, 2) in self._towns:
            return True
        if not text.capital(index):
            return False
        if text.before(index) in _TO_AS_WORD:
            return True
        return not text.opens(index) and text.lower[index] not in PEOPLE


def _is_of_an_institute(text: Words, index: int) -> bool:
    before = text.before(index)
    if before in _OF_AN_INSTITUTE:
        return True
    return before in {"van", "de", "in"} and text.before(index, 2) in _OF_AN_INSTITUTE - {"pabo"}
