"""Figures for a search and its judgement, from labelled questions.

Ranks count from 1. For a contradiction both sides are needed, so its rank is that of the later
side less one: both in the first two places is as good as a single section in the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.errors import IndexingError

CUTS = (1, 3, 10)
_BINS = 10
_STATUSES = ("answered", "conflict", "unknown", "declined", "crisis", "personal_data")


@dataclass(frozen=True)
class Judged:
    """One question: what was expected, what came.

    `ranked` are sections best first; `confidence` is None where the search was not asked;
    `sources` are those that were shown.
    """

    expected: str
    sections: tuple[str, ...]
    status: str
    ranked: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: float | None
    elapsed_ms: float


def figures(rows: Sequence[Judged]) -> dict[str, object]:
    """The figures of CONTRACTS.md section 2, 'eval sets'.

    Recall, MRR and nDCG are over the questions that have an answer; `wrong_source` is the share of
    all questions that were answered from a section that is not expected; `ece` is the expected
    calibration error over ten equal bins of confidence.

    Raises:
        IndexingError: there are no questions.
    """
    if not rows:
        raise IndexingError("The file holds no questions.")
    answerable = [row for row in rows if row.expected in ("answered", "conflict")]
    ranks = np.array([_rank(row) for row in answerable], dtype=np.float64)
    times = np.array([row.elapsed_ms for row in rows])
    wrong = [row for row in rows if row.sources and row.sources[0] not in row.sections]
    return {
        "n": len(rows),
        **{f"recall@{cut}": _mean(ranks <= cut) for cut in CUTS},
        "mrr": _mean(np.where(ranks <= CUTS[-1], 1 / ranks, 0)),
        "ndcg@10": _mean(np.where(ranks <= CUTS[-1], 1 / np.log2(ranks + 1), 0)),
        "status": {
            name: {
                "n": sum(row.expected == name for row in rows),
                "right": sum(row.expected == name and _right(row) for row in rows),
            }
            for name in _STATUSES
        },
        "wrong_source": round(len(wrong) / len(rows), 4),
        "ece": expected_calibration_error(rows),
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }


def expected_calibration_error(rows: Sequence[Judged]) -> float:
    """How far confidence and truth lie apart on average (Naeini et al. 2015, ten bins)."""
    known = [row for row in rows if row.confidence is not None and row.ranked]
    if not known:
        return 0.0
    confidence = np.array([row.confidence for row in known])
    truth = np.array([row.ranked[0] in row.sections for row in known], dtype=np.float64)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        within = bins == number
        if within.any():
            error += within.mean() * abs(confidence[within].mean() - truth[within].mean())
    return round(float(error), 4)


def _rank(row: Judged) -> float:
    places = [row.ranked.index(s) + 1 for s in row.sections if s in row.ranked]
    if row.expected == "conflict":
        return max(places) - 1 if len(places) == len(row.sections) else np.inf
    return min(places, default=np.inf)


def _right(row: Judged) -> bool:
    if row.status != row.expected:
        return False
    if row.expected == "conflict":
        return set(row.sections) <= set(row.sources)
    return True


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4) if values.size else 0.0
