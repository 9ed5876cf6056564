"""Whether a word is Dutch or English, by a list that holds no words: what is not may be a name.

The words stand in a Bloom filter, some 13 bits each: one word in 400 that is on no list is taken
for one that is, and none that is on a list is missed. Compounds of two longer words are left out
of it and recognised by their parts, with endings and prefixes that Dutch adds freely.

The filter that ships was made with

    python -m assistant.privacy.dictionary /usr/share/dict/dutch /usr/share/dict/american-english

from Debian's `wdutch` 2.20.19 (OpenTaal, BSD-3-Clause or CC BY 3.0, see LICENSE-opentaal.txt in
`lists`) and `wamerican` 2020.12.07 (SCOWL, Kevin Atkinson and others, free to use, copy, modify
and distribute). Words with a capital, which are names, are left out.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Final

from assistant.privacy.folding import bare

_FILE: Final = "dictionary.bits"
_BITS_A_WORD: Final = 13
_PROBES: Final = 6
_PART: Final = 4
"""Letters of the shortest part of a compound; with shorter ones 'marjan' would be 'mar' + 'jan'."""
_LONGEST: Final = 45
"""Letters of the longest word that is looked at; the time to take one apart grows faster."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_JOINTS: Final = ("", "s", "en", "e", "n")
"""Sounds by which Dutch joins one part of a compound to the next."""
_SHORT_PARTS: Final = frozenset(
    "les vak dag mee uur taal doe pabo wpb bow lio slb bhv mbo hbo".split()
)
_PREFIXES: Final = (
    "aan af be bij door ge her in mee mis na om on ont op over terug toe tussen uit ver "
    "voor weg zelf"
).split()
_ENDINGS: Final = (
    "tjes tje pjes pje jes je heid loos loze achtig en e s t de te den ten er ers ing ingen 's"
).split()
_ABBREVIATED: Final = re.compile(r"[a-z]{2,5}'(?:er|ers|s|tje|tjes|de|t)$")


def is_word(word: str) -> bool:
    """Whether a word is one, as listed or as Dutch makes new ones.

    Nothing is remembered of what was asked, since the words are of people's messages.

    Args:
        word: in plain letters of lower case.
    """
    if len(word) > _LONGEST:
        return False
    if "-" in word:
        return all(len(part) < 2 or is_word(part) for part in word.split("-"))
    if _ABBREVIATED.match(word) is not None:
        return True
    return any(_is_listed(form) or _is_compound(_is_listed, form) for form in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """A word, and what it may be made from."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _PART:
            yield word[: -len(ending)]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _PART:
            yield word[len(prefix) :]


def _is_compound(is_listed: Callable[[str], bool], word: str) -> bool:
    """Whether a word falls apart in two that are listed or fall apart themselves."""
    return any(
        (size >= _PART or word[:size] in _SHORT_PARTS)
        and (len(word) - size >= _PART or word[size:] in _SHORT_PARTS)
        and _is_part(is_listed, word[size:])
        and any(
            _is_part(is_listed, word[: size - len(joint)])
            for joint in _JOINTS
            if word[:size].endswith(joint) and (not joint or size - len(joint) >= _PART)
        )
        for size in range(3, len(word) - 2)
    )


def _is_part(is_listed: Callable[[str], bool], part: str) -> bool:
    return is_listed(part) or (len(part) >= 2 * _PART and _is_compound(is_listed, part))


def _is_listed(word: str) -> bool:
    bits = _bits()
    return all(bits[place >> 3] >> (place & 7) & 1 for place in _places(word, 8 * len(bits)))


def _places(word: str, size: int) -> Iterator[int]:
    """The bits of a word: two halves of one hash, stepped (Kirsch and Mitzenmacher, 2006)."""
    number = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
    first, step = number & 0xFFFFFFFF, number >> 32 | 1
    return ((first + turn * step) % size for turn in range(_PROBES))


@lru_cache(maxsize=1)
def _bits() -> bytes:
    return resources.files("assistant.privacy.lists").joinpath(_FILE).read_bytes()


def pack(words: Iterable[str]) -> bytes:
    """Make a filter of words in plain letters of lower case."""
    every = dict.fromkeys(words)
    size = (len(every) * _BITS_A_WORD + 7) // 8
    bits = bytearray(size)
    for word in every:
        for place in _places(word, 8 * size):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def main(arguments: list[str]) -> int:
    """Make the filter anew from word lists, one word a line."""
    if not arguments:
        sys.stderr.write("usage: python -m assistant.privacy.dictionary WORDLIST...\n")
        return 2
    listed: set[str] = set()
    for argument in arguments:
        for line in Path(argument).read_text(encoding="utf-8").splitlines():
            if line == line.lower() and _WORD.fullmatch(line.removesuffix("'s")):
                listed.add(bare(line.removesuffix("'s")))
    kept: set[str] = set()
    for word in sorted(listed, key=lambda word: (len(word), word)):
        if not _is_compound(kept.__contains__, word):
            kept.add(word)
    data = pack(sorted(kept))
    Path(__file__).parent.joinpath("lists", _FILE).write_bytes(data)
    sys.stderr.write(f"{len(kept):,} of {len(listed):,} words kept, {len(data):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
