"""Parts that stand in for real ones in tests: small, deterministic, without model or network."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.encoders import Vectors


class HashEncoder:
    """A deterministic bag of words as an `Encoder`: texts that share words are near each other.

    Each word adds 1 at a place that its hash decides, so that unit tests need no model.
    """

    def __init__(self, dimension: int = 256, max_tokens: int = 512) -> None:
        self._dimension = dimension
        self._max_tokens = max_tokens

    @property
    def fingerprint(self) -> str:
        return f"hash-{self._dimension}"

    @property
    def name(self) -> str:
        return "hash"

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, text: str) -> int:
        return len(_words(text))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        for row, text in enumerate(texts):
            for word in _words(text)[: self._max_tokens] or [""]:
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
                vectors[row, int.from_bytes(digest, "big") % self._dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
