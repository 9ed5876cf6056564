"""What a stated confidence is worth: does it come true, and does it tell right from wrong.

Everywhere `confidence` has shape (questions,), 0 to 1, and `truth` the same shape, 1 where the
first section is an expected one and 0 where it is not, also where nothing could be expected.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 10
COVERAGES = tuple(step / 20 for step in range(1, 21))
"""Shares of the questions, the surest first, at which the share wrong is measured."""


def reliability(confidence: Floats, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """Ten equal bins of confidence: questions, mean confidence and share right, shape (10,) each.

    The last two are NaN in an empty bin.
    """
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    count = np.bincount(bins, minlength=BINS).astype(np.float64)
    with np.errstate(invalid="ignore"):
        said = np.bincount(bins, confidence, BINS) / count
        right = np.bincount(bins, truth, BINS) / count
    return count, said, right


def calibration_error(count: Floats, said: Floats, right: Floats) -> float:
    """How far confidence and truth lie apart on average, 0 to 1, over the bins of `reliability`.

    Expected calibration error (Naeini et al. 2015). Chance alone makes it larger than 0, and
    larger in a resampled set than in the set itself. NaN without questions.
    """
    filled = count > 0
    if not filled.any():
        return np.nan
    apart = np.abs(said[filled] - right[filled])
    return float(np.average(apart, weights=count[filled]))


def error_by_coverage(confidence: Floats, truth: Floats) -> Floats:
    """Share wrong among the surest questions, for each of COVERAGES; NaN without questions.

    The risk-coverage curve (El-Yaniv & Wiener 2010). Questions of equal confidence count as their
    mean, so that their order in the file does not matter.
    """
    if not confidence.size:
        return np.full(len(COVERAGES), np.nan)
    _, tie, size = np.unique(-confidence, return_inverse=True, return_counts=True)
    sorted_truth = np.repeat(np.bincount(tie, truth) / size, size)
    share_right = np.cumsum(sorted_truth) / np.arange(1, confidence.size + 1)
    surest = [at_least(share, confidence.size) for share in COVERAGES]
    return np.asarray(1 - share_right[np.array(surest) - 1])


def at_least(share: float, questions: int) -> int:
    """The fewest questions that are this share of all."""
    return math.ceil(round(share * questions, 9))  # .55 of 100 is 55, not 56


def declined(answerable: Floats, unanswerable: Floats, refused: float) -> float:
    """Share of the unanswerable below the threshold that refuses at most this share of the others.

    Args:
        answerable: confidence of the questions that have an answer; -inf where the search was not
            asked, which is a refusal at any threshold.
        unanswerable: the same of those that have none.
        refused: 0 to 1, the share of the answerable that may be refused wrongly.

    Returns:
        0 to 1; NaN when either kind is missing.
    """
    if not answerable.size or not unanswerable.size:
        return np.nan
    threshold = np.sort(answerable)[int(refused * answerable.size)]
    return float((unanswerable < max(threshold, 0.0)).mean())
