"""Joins what vectors, words and the authors' example questions say of a row into one score."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEXICAL_WEIGHT = 0.1
"""What a full match of all the question's words adds to a cosine (DECISIONS.md, 3).

BM25 is divided by the question's idf mass and not by the best row's score, so that a chance match
of one common word stays worth little when no row matches well.
"""

QUESTION_WEIGHT = 0.15
QUESTION_FLOOR = 0.6
"""An example question counts as far as its cosine lies above this: what unrelated ones reach."""

LATE_WEIGHT = 0.6
"""Share of late interaction against the whole vector's cosine, for the best candidates."""

LATE_CANDIDATES = 12
"""As good as fifty on the development sets, at half the time."""


def fuse(cosine: Floats, lexical: Floats, mass: float, example: Floats) -> Floats:
    """One score for each candidate.

    Args:
        cosine: of question and row, shape (candidates,).
        lexical: BM25 of the same rows, same shape.
        mass: the sum of the idf of the question's tokens.
        example: cosine of the question and the row's nearest example question or fact, or 0.
    """
    words = LEXICAL_WEIGHT * lexical / max(mass, 1e-6)
    asked: Floats = QUESTION_WEIGHT * np.maximum(0, example - QUESTION_FLOOR)
    return cosine + words + asked
