"""Whether a place in a sentence calls for a name: what the words around say of one on no list."""

import re
from typing import Final

from assistant.privacy import lists
from assistant.privacy.name_words import NOUN_NAMES, NameWords
from assistant.privacy.words import Words

_LED_BY: Final = lists.context("led_by")
_FOLLOWED_BY: Final = lists.context("followed_by")
_AFTER_NAME: Final = lists.context("after_name")
_BEFORE_NAME: Final = lists.context("before_name")
_GREETINGS: Final = lists.context("greetings")
_TOWARDS: Final = frozenset("in uit op te per via".split())
"""After these a place, a thing or a tool stands as often as a person."""
_NOT_BEFORE: Final = lists.context("articles") | frozenset("alle beide iets niets".split())
_WITH_PEOPLE: Final = frozenset("met van voor aan bij door tegen namens volgens".split())
_JOINING: Final = frozenset("dat als en of omdat want hoe wat toen zoals".split())
_PREDICATES: Final = frozenset("over was is werd wordt komt kwam er tussen zonder naar en".split())
"""After these a word that is a name as well is rather the word: 'het was storm'."""
_PARTICIPLE: Final = re.compile(r"\w{0,6}(?:ge|be|ver|ont|her|over)\w{2,}(?:d|t|en)$")
_SUBJECTS: Final = frozenset("ik je jij ze zij hij we wij jullie".split())
_PAST: Final = ("de", "te")


class NamePlaces:
    """Judges places for names.

    Args:
        words: what is known of single words.
    """

    def __init__(self, words: NameWords) -> None:
        self._words = words

    def suits_a_name(self, text: Words, index: int, before: str, *, is_word: bool = False) -> bool:
        """Whether a word that is in no dictionary may be a name here.

        Little is asked, since such words are rare: no article and no adjective before it, and
        something before or after that goes with people.

        Args:
            text: in which the word stands.
            index: which word it is.
            before: the word before it in the same clause; empty where there is none.
            is_word: whether it is a word as well, so that a sentence may well begin with it.
        """
        if text.lower[index].endswith("'s"):
            return bool(text.after(index)) and text.is_beside(index)
        after = text.after(index) if text.is_beside(index) else ""
        if (
            before in _SUBJECTS
            and text.lower[index].endswith(("de", "te", "den", "ten"))
            and not self._is_told(text.before(index, 2))
        ):
            return False  # 'ze tagde de school'
        if before == "het" and self._is_told(text.before(index, 2)):
            return True  # 'ik heb het xanti gevraagd'
        if before in _NOT_BEFORE and not (before == "dat" and text.before(index, 2)):
            return False
        if after in _FOLLOWED_BY or self._is_joined(text, index):
            return True
        if before in _TOWARDS or (is_word and (before in _PREDICATES or after in {"en", "of"})):
            return False
        return (
            (not before and not is_word)
            or before == "dat"
            or before in _LED_BY | _FOLLOWED_BY | _BEFORE_NAME | _GREETINGS
            or (len(before) > 3 and before.endswith("t"))
            or (len(before) > 4 and before.endswith(_PAST) and after in _AFTER_NAME)
        )

    def calls_for_a_name(self, text: Words, index: int, before: str) -> bool:
        """Whether a word of the dictionary, with a capital in a sentence, is a name here."""
        if before in _NOT_BEFORE:
            return False
        after = text.after(index) if text.is_beside(index) else ""
        return (
            after in _FOLLOWED_BY
            or (before in _LED_BY - _TOWARDS and (not after or after in _LED_BY | _AFTER_NAME))
            or (before in _WITH_PEOPLE and _PARTICIPLE.match(after) is not None)
        )

    def _is_told(self, verb: str) -> bool:
        return verb in _FOLLOWED_BY | _LED_BY - _JOINING or verb in {"heb", "ga", "wil", "ik"}

    def _is_joined(self, text: Words, index: int) -> bool:
        """Whether 'en' or a comma joins this word to a name on the lists."""
        return any(
            text.lower[joint] in {"en", "of"}
            and self._words.is_listed(text.lower[other])
            and text.lower[other] not in NOUN_NAMES
            for joint, other in ((index + 1, index + 2), (index - 1, index - 2))
            if 0 <= other < len(text)
        )
