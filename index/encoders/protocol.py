"""What the rest of the program may know of an embedding model, whichever engine serves it."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""float32, shape (texts, dimension), rows of length 1."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def fingerprint(self) -> str:
        """Identity of engine, weights, prompts and pooling; vectors of two of them never mix."""

    @property
    def name(self) -> str:
        """What people call the model."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    @property
    def max_tokens(self) -> int:
        """Most tokens that count, prompt and special tokens included; the rest is cut off."""

    def count_tokens(self, text: str) -> int:
        """Count the tokens of the text alone, without prompt, special tokens and cut."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, with the model's prompt for them."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode the texts that are searched, with the model's prompt for them."""
