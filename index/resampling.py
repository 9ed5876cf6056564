"""How sure a figure is: percentile intervals from resampled questions.

A bootstrap needs no formula for each figure, so recall, nDCG and calibration are treated alike.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Picked = NDArray[np.int64]
"""Which questions are in a sample, shape (questions,); one may be in it more than once."""

RESAMPLES = 1_000
_INSIDE = (2.5, 97.5)
"""Percentiles: 95% of the samples lie between them."""
_SEED = 0
"""Fixed, so that the same questions give the same intervals."""


def intervals(
    statistics: Callable[[Picked], Mapping[str, float]], questions: int
) -> dict[str, tuple[float, float]]:
    """The 95% percentile interval of each statistic (Efron & Tibshirani 1993, chapter 13).

    Where every question went right, or none, so does every sample: such an interval has no width
    and says nothing about questions that were not asked.

    Args:
        statistics: measures the questions that were picked; NaN where they hold none of its kind.
        questions: how many there are, at least 1.

    Returns:
        (low, high) by name; a statistic that no sample could measure is left out.
    """
    drawn = np.random.default_rng(_SEED)
    samples: dict[str, list[float]] = {}
    for _ in range(RESAMPLES):
        for name, value in statistics(drawn.integers(questions, size=questions)).items():
            if not np.isnan(value):
                samples.setdefault(name, []).append(value)
    found = {}
    for name, values in samples.items():
        low, high = np.percentile(values, _INSIDE)
        found[name] = float(low), float(high)
    return found
