"""Which words are names, which are names as well as words, and which are words only."""

import re
from typing import Final

from assistant.privacy import lists
from assistant.privacy.dictionary import is_word

NOUN_NAMES: Final = lists.context("noun_names")
PARTICLES: Final = lists.context("particles")
ENDING_OF_WORDS: Final = re.compile(
    r"(?:ing|ingen|heid|lijk|lijke|isch|ische|tie|ties|teit|schap|baar|bare|gesprek|gesprekken|"
    r"opleider|opleiders|leraar|leraren|begeleider|school|scholen|groep|onderwijs|dag|week|jaar|"
    r"formulier|plan|toets|toetsen|wet|methode|model|training|cursus|nr|nummer)$"
)

_KINDS_OF_THINGS: Final = frozenset("versie methode model toets lijst boek les".split())
"""After a hyphen they make a thing of a name: 'kim-versie'."""
_VOWEL: Final = re.compile(r"[aeiouy]")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST: Final = 4
"""Letters of the shortest word that no list has and that may be a name; below are abbreviations."""

_LONGEST: Final = 40
"""Letters of the longest, double names included."""


class NameWords:
    """What is known of single words, in plain letters of lower case.

    Args:
        known: words that are no names: what is on no list and stands here is never taken for one.
            Names on the lists stay names.

    Attributes:
        first: first names that are nothing else.
        doubtful: first names that are words as well.
        family: family names.
        field: the field's words, which are never names.
        common: ordinary words.
        known: `known` and `field` without first names.
    """

    def __init__(self, known: frozenset[str]) -> None:
        self.first = lists.words("first_names") | lists.words("first_names_faker")
        self.doubtful = lists.words("word_names")
        self.family = lists.words("family_names") | lists.words("family_names_faker")
        self.field = lists.words("field_words")
        people = lists.context("roles") | lists.context("titles") | lists.context("greetings")
        self.known = (known | self.field | people | lists.words("other_words")) - self.first
        self.common = lists.words("common_words")
        self._towns = frozenset(
            word
            for name in ("places", "places_faker")
            for phrase in lists.phrases(name)
            for word in phrase.split()
        )

    def is_listed(self, word: str) -> bool:
        """Whether a word, or a part of it, is a first name that is nothing else."""
        bare = word.removesuffix("'s")
        if bare in self.first:
            return True
        if bare.endswith("s") and len(bare) > 4 and bare[:-1] in self.first:
            return bare not in self.common and bare not in self.known
        return (
            "-" in bare
            and bare.split("-", 1)[0] in self.first | self.doubtful
            and bare.rsplit("-", 1)[1] not in _KINDS_OF_THINGS
            and (
                bare.rsplit("-", 1)[1] in self.first | self.doubtful
                or bare.split("-", 1)[0] in self.first
            )
        )

    def is_ordinary(self, word: str) -> bool:
        """Whether a word is no name unless a list of names has it."""
        return (
            word in self.common
            or word in self.known
            or (word.find("-") > len("al") and word.split("-")[0] in self.known)
        )

    def is_unknown(self, word: str) -> bool:
        """Whether a word, in lower case too, is so unlike any other that it may be a name.

        It is on no list, in no dictionary, no shorthand and no slip of an ordinary word.
        """
        bare = word.removesuffix("'s")
        return (
            _SHORTEST <= len(bare) <= _LONGEST
            and _VOWEL.search(bare) is not None
            and not self.is_ordinary(bare)
            and bare not in self._towns
            and not is_word(bare)
            and ENDING_OF_WORDS.search(bare) is None
            and not _is_slip(bare)
        )

    def size(self, written: str) -> int:
        """Length of a name without the ending that makes it a possessive."""
        low = written.lower()
        if low.endswith("'s"):
            return len(written) - 2
        if (
            low not in self.first
            and low not in self.family
            and low.endswith("s")
            and low[:-1] in self.first
        ):
            return len(written) - 1
        return len(written)


def _is_slip(word: str) -> bool:
    """Whether one letter more, less, other or moved makes an ordinary word of five or more."""
    common = lists.words("common_words")
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        forms = [head + letter + tail for letter in _LETTERS]
        if tail:
            forms.append(head + tail[1:])
            forms += [head + letter + tail[1:] for letter in _LETTERS]
        if len(tail) > 1:
            forms.append(head + tail[1] + tail[0] + tail[2:])
        if any(len(form) > _SHORTEST and form in common for form in forms):
            return True
    return False
