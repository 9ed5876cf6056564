"""Names that are words as well (`Roos`, `Mees`, `Storm`): whether one is a name in its place."""

from typing import Final

from assistant.privacy import lists
from assistant.privacy.dictionary import is_word
from assistant.privacy.extents import NameExtents
from assistant.privacy.name_places import NamePlaces
from assistant.privacy.name_words import PARTICLES, NameWords
from assistant.privacy.words import Words

_CALLED: Final = lists.context("called")
_LED_BY: Final = lists.context("led_by")
_FOLLOWED_BY: Final = lists.context("followed_by")
_TITLES: Final = lists.context("titles")
_ARTICLES: Final = lists.context("articles")
GREETINGS: Final = lists.context("greetings")
_TOO_COMMON: Final = lists.context("too_common")

_BEFORE_A_VERB: Final = frozenset(
    "ben job max ton ken ernst koos lieve constant miles nova sen sep wende til pier peer angel "
    "lucky ren tam ab ad".split()
)
_THIRD_PERSON: Final = frozenset("is heeft had was komt gaat zegt vindt doet zit wil moet".split())
"""'Ben is later' opens with a person, 'ben ik later' does not."""


class DoubtfulNames:
    """Decides on names that are words as well.

    Args:
        words: what is known of single words.
        extents: tells where names end.
        places: judges places for names.
    """

    def __init__(self, words: NameWords, extents: NameExtents, places: NamePlaces) -> None:
        self._words = words
        self._extents = extents
        self._places = places

    def is_name(self, text: Words, index: int, *, before: str, led: bool) -> bool:
        """Whether a word that is a name as well is one in this place."""
        if before in _CALLED:
            return True
        if text.capital(index):
            return self._is_with_capital(text, index, before=before, led=led)
        common = text.lower[index] in _TOO_COMMON
        after = text.after(index) if text.is_beside(index) else ""
        if led:
            # 'juf roos', 'student storm', but not 'de student wil'
            return (
                (before in _TITLES and (not common or after in _FOLLOWED_BY))
                or (
                    not common
                    and (not after or after in _FOLLOWED_BY | _LED_BY or after in PARTICLES)
                )
                or (after in self._words.first or self._extents.is_surname_after(text, index))
            )
        if before in _ARTICLES - {"dat"}:
            return False
        if common:
            return (
                text.lower[index] in _BEFORE_A_VERB and after in _THIRD_PERSON and not before
            ) or (
                after in self._words.family
                and not is_word(after)
                and text.written[index + 1].islower()
            )
        return (
            after in self._words.first
            or self._extents.is_surname_after(text, index)
            or self._is_paired(text, index)
            or self._places.suits_a_name(text, index, before, is_word=True)
        )

    def _is_with_capital(self, text: Words, index: int, *, before: str, led: bool) -> bool:
        if text.before(index) in GREETINGS or led:
            return True
        if not text.opens(index):
            return before not in {"de", "het", "een"}
        common = text.lower[index] in _TOO_COMMON
        after = text.after(index) if text.is_beside(index) else ""
        return (
            self._extents.is_surname_after(text, index)
            or text.gap(index).lstrip()[:1] in {"(", ":"}
            or after in _FOLLOWED_BY
            or (not common and after in self._words.first)
            or (not common and is_verb_after(text, index))
            or (not common and self._is_paired(text, index))
            or (after == "en" and text.after(index, 2) in {"ik", "hij", "zij", "ze"})
        )

    def _is_paired(self, text: Words, index: int) -> bool:
        """Whether 'en' or a comma joins this word to another name, as in 'storm en piet'."""
        for joint, other in ((index + 1, index + 2), (index - 1, index - 2)):
            if not (0 <= other < len(text) and text.lower[joint] in {"en", "of"}):
                continue
            word = text.lower[other]
            if self._words.is_listed(word):
                return True
            if word in self._words.doubtful and word not in _TOO_COMMON:
                return text.capital(index) == text.capital(other) and (
                    text.capital(index) or text.opens(min(index, other))
                )
        return False


def is_verb_after(text: Words, index: int) -> bool:
    """Whether a word like 'bloeit' comes next: on a verb a person may have gone before."""
    after = text.after(index)
    return (
        text.is_beside(index) and len(after) > 4 and after.endswith(("t", "de", "te"))
    ) and text.written[index + 1].islower()
