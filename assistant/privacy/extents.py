"""How far a name reaches: initials, particles and family names around its first word."""

from typing import Final

from assistant.privacy import lists
from assistant.privacy.name_words import PARTICLES, NameWords
from assistant.privacy.words import Words

_TITLES: Final = lists.context("titles")
_KIN: Final = frozenset("opa oma tante oom".split())
_SENTENCE: Final = (
    lists.context("led_by") | lists.context("followed_by") | lists.context("articles")
) | frozenset("ik jij hij zij ze wij we jullie er ook nog nu maar dus".split())
"""With a capital these begin a sentence for which the full stop was forgotten."""

_PRONOUNS: Final = frozenset("ik je jij we wij hij ze zij jullie u".split())
"""After these a name is an object, and the word behind it may well be a verb."""
_STRONG: Final = frozenset("der den ter ten el al von da du la 't bin tjon".split())
_JOINTS: Final = frozenset({("van", "der"), ("van", "den"), ("op", "den")})
"""Between a first name and a family name only, so that any word may follow."""
_VERBS: Final = lists.context("followed_by") - frozenset("niet haar zijn z'n zn doorheen".split())


class NameExtents:
    """Tells where names begin and end.

    Args:
        words: what is known of single words.
    """

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._common = words.common - lists.context("family_words")

    def end_after(self, text: Words, end: int) -> int:
        """The end of a name whose first part ends here, double family names included."""
        try:
            index = text.ends.index(end)
        except ValueError:  # inside a word with a hyphen
            index = next((i for i, e in enumerate(text.ends) if e > end), -1)
            if index < 0 or text.starts[index] > end:
                return end
        last = self.last(text, index)
        return text.starts[last] + self._words.size(text.written[last])

    def first(self, text: Words, index: int) -> int:
        """Where the name begins: 'Van' before 'Dijk', 'de' before 'Wit' with a capital behind."""
        first = index
        while (
            first
            and text.lower[index] not in self._words.first
            and text.lower[first - 1] in PARTICLES
            and text.is_beside(first - 1)
            and (
                text.lower[first - 1] not in {"van", "het"}
                or text.written[first - 1][0].isupper()
                or text.before(first - 1) in _TITLES - _KIN
                or (text.lower[first] in {"der", "den", "de"} and text.written[first].islower())
            )
            and index - first < 3
        ):
            first -= 1
        return first

    def last(self, text: Words, index: int) -> int:
        """The last word of the name that begins at a word."""
        last = index
        scout = index + 1
        while scout < len(text) and scout - index < 9:
            gap = text.gap(scout - 1).strip(" ")
            if gap and not (gap in {".", "/"} and len(text.lower[scout - 1]) <= len("vd")):
                break
            word = text.lower[scout]
            if word in self._words.first - self._words.family and text.before(scout) == "van":
                break  # 'Daan van Brenda' are two
            if self._continues(text, scout, last):
                last = scout
            elif self._is_joint(text, scout):
                pass
            elif word not in PARTICLES or (
                word in {"uit", "op"} and text.after(scout) not in {"de", "den", "het", "'t"}
            ):
                break
            scout += 1
        return last

    def _is_joint(self, text: Words, index: int) -> bool:
        """Whether 'in' or 'te' stands within a name: 'Joris in 't Veld', 'Marijke te Wierik'."""
        word = text.lower[index]
        if word == "in":
            return text.after(index) == "'t" and text.is_beside(index)
        return (
            word in {"te", "toe", "thoe"}
            and text.capital(index - 1)
            and index + 1 < len(text)
            and text.capital(index + 1)
            and text.lower[index + 1] not in self._words.known
        )

    def is_surname_after(self, text: Words, index: int) -> bool:
        """Whether a family name follows this word."""
        if not text.is_beside(index) or index + 1 >= len(text):
            return False
        after = text.lower[index + 1]
        if after in PARTICLES:
            return self.family_after(text, index + 1) and after not in {"en", "al"}
        if not text.capital(index + 1):
            return not text.capital(index) and (
                after in self._words.family and after not in self._common
            )
        return (
            after in self._words.family
            or (not self._words.is_ordinary(after) and after not in _SENTENCE)
        ) and not text.written[index + 1].isupper()

    def family_after(self, text: Words, index: int) -> bool:
        """Whether particles from here on lead to a family name with a capital."""
        scout = index
        while scout < len(text) - 1 and scout < index + 3 and text.lower[scout] in PARTICLES:
            if not text.is_beside(scout):
                return False
            scout += 1
        low = text.lower[scout]
        if scout == index or (low in self._words.known and low not in self._words.family):
            return False
        if text.opens(index) and text.lower[index] not in {"van", "von", "el"}:
            # 'De Groot vindt' against 'De Pabo vraagt'
            return text.capital(scout) and low in self._words.family
        if not text.capital(scout):
            return scout > index and not text.capital(index) and low in self._words.family
        return low in self._words.family or not self._words.is_ordinary(low)

    def _continues(self, text: Words, index: int, last: int) -> bool:
        word = text.lower[index]
        written = text.written[index]
        if word in PARTICLES or word in self._words.field:
            return False
        if text.shouted:
            return (word in self._words.family or self._words.is_listed(word)) and last == index - 1
        if written[0].isupper():
            if len(written) > 1 and written.isupper():
                return False
            if word in _SENTENCE and word not in self._words.family:
                return False
            return (
                word not in self._words.known
                or word in self._words.family
                or word in self._words.doubtful
                or last < index - 1
            )
        led = last < index - 1 or text.before(index) in PARTICLES
        if (text.before(index, 2), text.before(index)) in _JOINTS and len(word) > 2:
            return True
        if word in self._words.family and (led or word not in self._common):
            return True
        if (
            last == index - 1
            and word in self._words.first
            and text.lower[last] in self._words.first | self._words.doubtful
        ):
            return True
        # 'lisa van oudshoorn', 'lisa oudshoorn', but not 'lisa treuzelt'
        is_first = text.lower[last] in self._words.first or text.lower[last] in self._words.doubtful
        if self._words.is_unknown(word):
            return is_first or self._words.is_unknown(text.lower[last])
        # 'adriaan minderhoud doet', 'hennie ter braak'
        return (
            is_first
            and len(word) > 2
            and not self._words.is_ordinary(word)
            and word not in _SENTENCE
            and (
                (last < index - 1 and text.before(index) in _STRONG)
                or (
                    last == index - 1
                    and text.is_beside(index)
                    and text.before(last) not in _PRONOUNS
                    and self._is_subject(text, index)
                )
            )
        )

    def _is_subject(self, text: Words, index: int) -> bool:
        """Whether a verb or another name follows, so that a subject ends here."""
        after = text.after(index)
        return after in _VERBS or (
            after in {"en", "of"} and self._words.is_listed(text.after(index, 2))
        )
