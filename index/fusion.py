"""Joins what vectors, words and the authors' example questions say of a row into one score.

Every weight of the ranking but nearness stands here; DECISIONS.md, 3, 7 and 10, has what each adds.
Around them the surface is flat: halving or doubling one moves the first place by less than two
points.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEXICAL_WEIGHT = 0.1
"""What a full match of all the question's words adds to a cosine (DECISIONS.md, 3).

BM25 is divided by the question's idf mass and not by the best row's score, so that a chance match
of one common word stays worth little when no row matches well.
"""

QUESTION_WEIGHT = 0.15
"""What a cosine gains for each part by which an example question lies above the floor."""

QUESTION_FLOOR = 0.6
"""What the cosine of unrelated questions reaches."""

LATE_WEIGHT = 0.6
"""Share of late interaction against the whole vector's cosine, for the best candidates."""

LATE_CANDIDATES = 12
"""Rows that late interaction looks at: as good as fifty, at half the time (DECISIONS.md, 7)."""


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


def refine(score: Floats, cosine: Floats, late: Floats) -> Floats:
    """The scores once late interaction has judged the best candidates.

    Args:
        score: of all candidates, best first, shape (candidates,).
        cosine: their cosines, in the same order.
        late: the mean best match of the question's tokens in the first ones, shape (judged,), at
            least one and at most LATE_CANDIDATES.

    Returns:
        Shape (candidates,), in the same order. Who was not judged gains the least that a judged one
        gained, and so stays behind them.
    """
    gained = LATE_WEIGHT * (late - cosine[: late.size])
    rest = np.full(score.size - late.size, gained.min(), dtype=np.float32)
    refined: Floats = score + np.concatenate([gained, rest])
    return refined
