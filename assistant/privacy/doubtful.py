"""Names that are words as well (`Roos`, `Mees`, `Storm`): whether one is a name in its place."""

from typing import Final

from assistant.privacy import lists
from assistant.privacy.dictionary import is_word
from assistant.privacy.extents import NameExtents
from assistant.privacy.name_places import NamePlaces
from assistant.privacy.name_words import NOUN_NAMES, PARTICLES, NameWords
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
_JOINTS: Final = frozenset({("van", "der"), ("van", "den"), ("op", "den")})
_AND_I: Final = frozenset({("en", "ik"), ("en", "zij"), ("en", "hij")})
_WITH_PERSON: Final = frozenset("begeleid begeleidt coach beoordeel spreek bespreek sprak".split())
_ADDRESSED: Final = frozenset("mijn onze kun kan wil heb mag hij zij ze".split())
"""After a name and a comma: 'Roos, mijn student', 'Roos, kun je'."""
_BEFORE_THINGS: Final = frozenset("na over met van bij door".split())
_NOT_THINGS: Final = (
    lists.context("roles") | lists.words("first_names") | lists.words("word_names")
) | frozenset(
    "ik jij hij zij ze wij we jullie mij hem haar hen hun mama papa oh ja nee maar hoi want".split()
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
        if before in _CALLED or _is_led_to_family(text, index):
            return True
        if (text.before(index, 2), before) in {("naam", "is"), ("roepnaam", "is")}:
            return True
        if text.before(index) in GREETINGS and index + 1 == len(text):
            return True  # 'gr, amber'
        if text.is_beside(index) and (text.after(index), text.after(index, 2)) in _AND_I:
            return before not in _ARTICLES
        if before == "op" and text.before(index, 2) in {"trots", "boos"}:
            return True
        if text.gap(index).startswith("' ") and text.lower[index][-1] in "sxz":
            return text.plain[text.starts[index] - 1 : text.starts[index]] != "'"
        if text.capital(index):
            return self._is_with_capital(text, index, before=before, led=led)
        common = text.lower[index] in _TOO_COMMON
        after = text.after(index) if text.is_beside(index) else ""
        if before in {"en", "of"} and _is_pair_of_things(text, index):
            return False
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
            or (text.gap(index)[:1] == "," and text.after(index) in _ADDRESSED)
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
            if self._words.is_listed(word) and word not in NOUN_NAMES:
                return True
            if text.before(min(index, other)) in _WITH_PERSON:
                return True
            if (word in self._words.doubtful or word in NOUN_NAMES) and word not in _TOO_COMMON:
                return text.capital(index) == text.capital(other) and (
                    text.capital(index) or text.opens(min(index, other))
                )
        return False


def _is_led_to_family(text: Words, index: int) -> bool:
    """Whether 'van der' and the like come next: 'ben van der meer', 'lei op den kamp'."""
    return (
        index + 3 < len(text)
        and all(text.is_beside(place) for place in range(index, index + 3))
        and (text.lower[index + 1], text.lower[index + 2]) in _JOINTS
    )


def _is_pair_of_things(text: Words, index: int) -> bool:
    """Whether this is the second of two things: 'na regen en storm', 'wind en storm'."""
    other = text.before(index, 2)
    if other in NOUN_NAMES and index > 2:
        return "," in text.gap(index - 3)  # 'parel, jade en amber'
    return (
        is_word(other)
        and other not in _NOT_THINGS
        and (index < 3 or text.before(index, 3) in _BEFORE_THINGS)
    )


def is_verb_after(text: Words, index: int) -> bool:
    """Whether a word like 'bloeit' comes next: on a verb a person may have gone before."""
    after = text.after(index)
    return (
        text.is_beside(index) and len(after) > 4 and after.endswith(("t", "de", "te"))
    ) and text.written[index + 1].islower()
