"""Late interaction: how well each word of a question is met somewhere in a passage.

A passage's token vectors (Khattab & Zaharia 2020, ColBERT, here on an encoder that was not trained
for it) are narrowed by a projection on the directions that carry most of their variance, stored as
int8 with one scale a token, and read from disk for the best candidates only, so that they cost no
memory.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.encoders.protocol import Vectors

WIDTH = 128
"""Directions kept: 192 find no more, 64 lose four points (DECISIONS.md, 7)."""

MOST_ROWS = 50_000
"""Beyond it tokens would take gigabytes while an index is built; larger ones do without."""

SAMPLE = 512
"""Passages from which the projection is taken."""

PROJECTION = "projection.npy"
_DATA = "tokens.int8"
_SCALES = "tokens.npy"
_OFFSETS = "offsets.npy"


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that also gives the vectors of the text's own tokens."""

    def query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """A question's vector and those of its tokens, shapes (1, d) and (tokens, d)."""

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """The passages' vectors, shape (texts, d), and for each those of its tokens."""


@dataclass(frozen=True)
class Packed:
    """One passage's tokens: int8 of shape (tokens, WIDTH) and float32 scales of shape (tokens,)."""

    data: NDArray[np.int8]
    scales: NDArray[np.float32]


def projection(tokens: Sequence[Vectors]) -> Vectors:
    """The directions that carry most of the tokens' energy, shape (dimension, at most WIDTH)."""
    together = np.concatenate(tokens).astype(np.float64)
    _, directions = np.linalg.eigh(together.T @ together)
    return np.ascontiguousarray(directions[:, ::-1][:, :WIDTH], dtype=np.float32)


class Packer:
    """Packs passages as they are encoded; the first ones decide the projection.

    Args:
        directions: those of an older version, so that its packed tokens still serve.
    """

    def __init__(self, directions: Vectors | None = None) -> None:
        self.directions = directions
        self._waiting: list[tuple[str, Vectors]] = []
        self.packed: dict[str, Packed] = {}

    def add(self, key: str, tokens: Vectors) -> None:
        """Take the tokens of one passage under a key of its text."""
        if self.directions is not None:
            self.packed[key] = pack(tokens, self.directions)
            return
        self._waiting.append((key, tokens))
        if len(self._waiting) >= SAMPLE:
            self.settle()

    def settle(self) -> None:
        """Decide the projection, if there is none yet and there is anything to take it from."""
        if self._waiting:
            self.directions = projection([tokens for _, tokens in self._waiting])
            for key, tokens in self._waiting:
                self.packed[key] = pack(tokens, self.directions)
            self._waiting.clear()


def pack(tokens: Vectors, directions: Vectors) -> Packed:
    """Narrow and round a passage's token vectors."""
    if not len(tokens):  # a text of which the model knows no piece still has a row
        tokens = np.zeros((1, len(directions)), dtype=np.float32)
    narrow = tokens @ directions
    scales = np.maximum(np.abs(narrow).max(axis=1), 1e-9) / 127
    return Packed(np.rint(narrow / scales[:, None]).astype(np.int8), scales.astype(np.float32))


def save(folder: Path, passages: Sequence[Packed], directions: Vectors) -> None:
    """Write the tokens of all rows, in their order."""
    folder.mkdir()
    lengths = [len(passage.scales) for passage in passages]
    with (folder / _DATA).open("wb") as file:
        for passage in passages:
            file.write(passage.data.tobytes())
    scales = np.concatenate([passage.scales for passage in passages])
    for name, array in (
        (_SCALES, scales),
        (_OFFSETS, np.cumsum([0, *lengths], dtype=np.int64)),
        (PROJECTION, directions),
    ):
        with (folder / name).open("wb") as file:
            np.lib.format.write_array(file, array)


class TokenVectors:
    """The stored tokens of an index, read row by row."""

    def __init__(self, folder: Path) -> None:
        """Open what `save` wrote; the big file is read when it is asked for.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self.directions: Vectors = np.load(folder / PROJECTION)
        self._scales: NDArray[np.float32] = np.load(folder / _SCALES)
        self._offsets: NDArray[np.int64] = np.load(folder / _OFFSETS)
        self._width = self.directions.shape[1]
        # Held open, so that a version that is swapped away still serves whoever uses it.
        self._file = os.open(folder / _DATA, os.O_RDONLY)
        self._reading = Lock()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def row(self, row: int) -> Packed:
        """The tokens of one row."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        with self._reading:
            os.lseek(self._file, start * self._width, os.SEEK_SET)
            raw = os.read(self._file, (end - start) * self._width)
        data = np.frombuffer(raw, dtype=np.int8).reshape(end - start, self._width)
        return Packed(data, self._scales[start:end])

    def matches(self, rows: NDArray[np.int64], question: Vectors) -> NDArray[np.float32]:
        """How well each token of a question is met in each row.

        Args:
            rows: shape (rows,), each with at least one token.
            question: its token vectors, shape (tokens, dimension).

        Returns:
            The best cosine of each token in each row, shape (rows, tokens).
        """
        passages = [self.row(int(row)) for row in rows]
        starts = np.cumsum([0, *(len(passage.scales) for passage in passages[:-1])])
        data = np.concatenate([passage.data for passage in passages]).astype(np.float32)
        scales = np.concatenate([passage.scales for passage in passages])
        likeness = (data @ (question @ self.directions).T) * scales[:, None]
        best: NDArray[np.float32] = np.maximum.reduceat(likeness, starts, axis=0)
        return best
