"""Which of XLM-R's 250,002 pieces the default model keeps, since most of them cost only memory.

Kept are the pieces into which a Dutch and an American word list fall apart, in lower case, with a
capital, in capitals and as listed, at the start of a word and inside one; and all pieces that are a
single character or hold no letter, so that no text turns into unknown tokens.

The list that ships was made with

    python -m index.encoders.vocabulary /usr/share/dict/dutch /usr/share/dict/american-english

from Debian's `wdutch` 2.20.19 (OpenTaal, BSD-3-Clause or CC BY 3.0) and `wamerican` 2020.12.07
(SCOWL, Kevin Atkinson and others, free to use, copy, modify and distribute). It holds no words:
one bit per piece. Abbreviations that mentors type, which no word list has, are in `TYPED`.
"""

import lzma
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders import tokenization, weights

FILE_NAME = "vocabulary.bits"
TYPED = (
    *("aub", "bijv", "boc", "bv", "cao", "dgn", "dmv", "evt", "ff", "ib", "idd", "ihkv"),
    *("ikv", "io", "ipv", "iig", "lio", "lkr", "lln", "mbt", "mn", "nav", "nvt", "oids", "okee"),
    *("obv", "ovk", "pabo", "pap", "pop", "slb", "slber", "so", "sol", "svp", "tav"),
    *("tgv", "tm", "tov", "tzt", "uvt", "vb", "vd", "vh", "vlgs", "vlgnd", "vm", "vog", "wbt"),
    *("wk", "wpb", "wpbr", "wrm", "wss", "zib", "zzp"),
)
_WORDS_AT_ONCE = 2_000


def packed() -> bytes:
    """Give the list as it ships."""
    return resources.files("index.encoders").joinpath(FILE_NAME).read_bytes()


def kept(data: bytes) -> NDArray[np.intp]:
    """Unpack a list to the numbers of the pieces that stay, rising."""
    bits = np.unpackbits(np.frombuffer(lzma.decompress(data), np.uint8))
    return np.flatnonzero(bits)


def pack(numbers: Iterable[int], count: int) -> bytes:
    """Pack the numbers of the pieces that stay, out of `count`, to a list that ships."""
    bits = np.zeros(count, np.uint8)
    bits[list(numbers)] = 1
    return lzma.compress(np.packbits(bits).tobytes(), preset=9 | lzma.PRESET_EXTREME)


def choose(pieces: list[tuple[str, float]], words: Iterable[str]) -> set[int]:
    """Choose the pieces to keep for texts that are made of such words."""
    chosen = {
        number
        for number, (text, _) in enumerate(pieces)
        if text in tokenization.SPECIAL
        or len(text.removeprefix(tokenization.METASPACE)) <= 1
        or not any(character.isalpha() for character in text)
    }
    at_start = tokenization.build(pieces)
    inside = tokenization.build(pieces, prepend="never")
    for lines in _in_parts(_spellings(words)):
        for tokenizer in (at_start, inside):
            for encoding in tokenizer.encode_batch(lines, add_special_tokens=False):
                chosen.update(encoding.ids)
    return chosen


def _spellings(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from {word, word.lower(), word.upper(), word[:1].upper() + word[1:]}


def _in_parts(words: Iterator[str]) -> Iterator[list[str]]:
    """Join words to long lines, and lines to parts, since calls cost more than words."""
    lines: list[str] = []
    line: list[str] = []
    for word in words:
        line.append(word)
        if len(line) == _WORDS_AT_ONCE:
            lines.append(" ".join(line))
            line = []
        if len(lines) == _WORDS_AT_ONCE // 100:
            yield lines
            lines = []
    yield [*lines, " ".join(line)]


def main(arguments: list[str]) -> int:
    """Make the list anew from word lists, one word a line."""
    if not arguments:
        sys.stderr.write("usage: python -m index.encoders.vocabulary WORDLIST...\n")
        return 2
    words = set(TYPED)
    for argument in arguments:
        words.update(Path(argument).read_text(encoding="utf-8").split())
    pieces = weights.read(weights.locate()).pieces
    chosen = choose(pieces, sorted(words))
    data = pack(chosen, len(pieces))
    Path(__file__).with_name(FILE_NAME).write_bytes(data)
    sys.stderr.write(f"{len(chosen):,} of {len(pieces):,} pieces kept, {len(data):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
