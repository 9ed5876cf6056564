"""Joins what words and what vectors say of a row into one score."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEXICAL_WEIGHT = 0.08
"""What a full match of all the question's words adds to a cosine (DECISIONS.md, 3).

BM25 is divided by the question's idf mass and not by the best row's score, so that a chance match
of one common word stays worth little when no row matches well.
"""


def fuse(cosine: Floats, lexical: Floats, mass: float) -> Floats:
    """One score for each candidate.

    Args:
        cosine: of question and row, shape (candidates,).
        lexical: BM25 of the same rows, same shape.
        mass: the sum of the idf of the question's tokens.
    """
    return cosine + LEXICAL_WEIGHT * lexical / max(mass, 1e-6)
