"""Whatever is typed, the default model gives a finite vector of length 1.

`ENCODER_FUZZ_TEXTS=20000` runs the long version (two minutes).
"""

import os
import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoders.onnx import OnnxEncoder
from index.encoders.packaged import prepare
from tests.integration.dutch import texts

_TEXTS = int(os.environ.get("ENCODER_FUZZ_TEXTS", "1000"))
_PART = 100
_GROWING = [
    chr(point)
    for point in range(0x110000)
    if not 0xD800 <= point < 0xE000 and len(unicodedata.normalize("NFKC", chr(point))) > 3
]
_SCRIPTS = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x52F),
    (0x590, 0x6FF),
    (0x900, 0xDFF),
    (0xE00, 0xEFF),
    (0x1100, 0x11FF),
    (0x2000, 0x2BFF),
    (0x3040, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xE000, 0xF8FF),
    (0xFE00, 0xFFFF),
    (0x10000, 0x1FFFF),
    (0xE0000, 0x10FFFF),
)
_EDGES = (
    "",
    " ",
    "\n" * 1_000,
    "\x00",
    "a\x00b",
    "a" * 100_000,
    "ja nee " * 15_000,
    " " * 100_000 + "laat",
    "\ufdfa" * 5_000,
    "\ud800",
    "\udc00\ud800 los",
    "\ud83d\ude00 paar",
    "👨‍👩‍👧‍👦" * 200,
    "e" + "\u0301" * 5_000,
    "\u202e omgekeerd",
    "<s></s><pad><unk><mask>",
    "query: passage: query: ",
    "\ufeff\u200b\u2060",
    "\U0010ffff" * 300,
)


def _generated(source: random.Random) -> Iterator[str]:
    words = " ".join(texts()).split()

    def any_of(first: int, last: int, most: int) -> str:
        return "".join(chr(source.randint(first, last)) for _ in range(source.randint(0, most)))

    kinds: tuple[Callable[[], str], ...] = (
        lambda: any_of(*source.choice(_SCRIPTS), 60),
        lambda: any_of(0, 31, 40),
        lambda: any_of(0xD7F0, 0xE010, 20),
        lambda: any_of(0, 0x10FFFF, 80),
        lambda: "".join(source.choices(_GROWING, k=source.randint(0, 40))),
        lambda: " ".join(source.choices(words, k=source.randint(0, 30))),
        lambda: source.choice(words)[:: source.choice((1, -1))] * source.randint(0, 40),
    )
    while True:
        text = source.choice(kinds)()
        if source.random() < 0.3:
            text += source.choice(("", " ", "\n", "\x00", "?")) + source.choice(kinds)()
        yield text


def test_every_text_gets_a_finite_vector_of_length_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder: Path = prepare(tmp_path_factory.mktemp("models"), lambda _what, _share: None)
    encoder = OnnxEncoder.open(folder)
    generated = _generated(random.Random(20261124))

    for number in range(-1, _TEXTS // _PART):
        some = list(_EDGES) if number < 0 else [next(generated) for _ in range(_PART)]
        for vectors in (encoder.encode_queries(some), encoder.encode_passages(some[::7])):
            lengths = np.linalg.norm(vectors, axis=1)
            assert np.isfinite(vectors).all()
            assert np.abs(lengths - 1).max() < 1e-5
        assert all(encoder.count_tokens(text) >= 0 for text in some[:5])
