"""Figures for a search and its judgement, from labelled questions.

Ranks count from 1. For a contradiction both sides are needed, so its rank is that of the later
side less one: both in the first two places is as good as a single section in the first. Any one
section suffices for the others, so the best order that nDCG compares with has one section. The
evaluation libraries (ir-measures, ranx) know neither rule, and bring scipy (34 MB) or numba with
pandas and matplotlib (160 MB) for the four lines that are left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexingError
from index.reliability import (
    BINS,
    COVERAGES,
    at_least,
    calibration_error,
    declined,
    error_by_coverage,
    reliability,
)
from index.resampling import Picked, intervals

CUTS = (1, 3, 10)
RANKING = (*(f"recall@{cut}" for cut in CUTS), "mrr", "ndcg@10")
STATUSES = ("answered", "conflict", "unknown", "declined", "crisis", "personal_data")
DECLINED = {"declined@5%": 0.05, "declined@10%": 0.1}
"""Figure → the share of the answerable questions that may be refused wrongly."""
SUREST = 0.8
"""Share of the questions, the surest first, that is told apart; one of COVERAGES."""
_SUREST = COVERAGES.index(SUREST)
_PERCENTILES = (50, 90, 95, 99)


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


@dataclass(frozen=True)
class Rate:
    """A figure from 0 to 1 over `n` questions, with its 95% interval; NaN when `n` is 0."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Evaluation:
    """What `index eval` measures.

    Attributes:
        n: all questions.
        ranking: by the names of RANKING, over the questions that have an answer.
        status: share with the right status, of the questions that should have each one.
        wrong_source: share of all that was answered from a section that is not expected.
        ece: expected calibration error, over every question with a confidence, those without an
            answer included, as are the next three.
        surest_right: share right among the surest 80%.
        reliability: (mean confidence, share right) for each of ten bins; n 0 where it is empty.
        coverage: share wrong among the surest, for each of COVERAGES.
        declined: by the names of DECLINED, share of the questions without an answer.
        latency_ms: by percentile.
    """

    n: int
    ranking: Mapping[str, Rate]
    status: Mapping[str, Rate]
    wrong_source: Rate
    ece: Rate
    surest_right: Rate
    reliability: tuple[tuple[float, Rate], ...]
    coverage: tuple[Rate, ...]
    declined: Mapping[str, Rate]
    latency_ms: Mapping[int, float]


@dataclass(frozen=True)
class _Columns:
    """The questions as arrays, shape (questions,).

    `rank` is NaN without an answer, `confidence` NaN where the search was not asked; `kind` is a
    place in STATUSES.
    """

    kind: NDArray[np.int64]
    right: NDArray[np.bool_]
    rank: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    truth: NDArray[np.float64]

    def take(self, picked: Picked) -> "_Columns":
        return _Columns(*(column[picked] for column in vars(self).values()))


def evaluate(rows: Sequence[Judged]) -> Evaluation:
    """Measure judged questions.

    Raises:
        IndexingError: there are no questions.
    """
    if not rows:
        raise IndexingError("The file holds no questions.")
    columns = _columns(rows)
    values = _statistics(columns)
    ranges = intervals(lambda picked: _statistics(columns.take(picked)), len(rows))

    def rate(name: str, n: int) -> Rate:
        return Rate(values[name], *ranges.get(name, (np.nan, np.nan)), n)

    answerable = int((~np.isnan(columns.rank)).sum())
    unanswerable = int((columns.kind == STATUSES.index("unknown")).sum())
    known = ~np.isnan(columns.confidence)
    count, said, _ = reliability(columns.confidence[known], columns.truth[known])
    asked = int(known.sum())
    times = [row.elapsed_ms for row in rows]
    return Evaluation(
        n=len(rows),
        ranking={name: rate(name, answerable) for name in RANKING},
        status={
            name: rate(name, int((columns.kind == number).sum()))
            for number, name in enumerate(STATUSES)
        },
        wrong_source=rate("wrong_source", len(rows)),
        ece=rate("ece", asked),
        surest_right=rate("surest_right", at_least(SUREST, asked)),
        reliability=tuple((float(said[b]), rate(f"bin {b}", int(count[b]))) for b in range(BINS)),
        coverage=tuple(rate(f"at {share}", at_least(share, asked)) for share in COVERAGES),
        declined={name: rate(name, unanswerable) for name in DECLINED},
        latency_ms={p: float(np.percentile(times, p)) for p in _PERCENTILES},
    )


def as_json(found: Evaluation) -> dict[str, object]:
    """The figures of CONTRACTS.md section 2, 'eval sets', under its names, and more.

    `intervals` mirrors the figures. What could not be measured is 0 in the contract's own fields,
    which are numbers, null in the others, and has no interval.
    """
    own = {**found.ranking, "wrong_source": found.wrong_source, "ece": found.ece}
    more = {"surest_80_right": found.surest_right, **found.declined}
    status = {
        name: {"n": rate.n, "right": round(rate.value * rate.n) if rate.n else 0}
        for name, rate in found.status.items()
    }
    return {
        "n": found.n,
        **{name: _number(rate.value) or 0.0 for name, rate in found.ranking.items()},
        "status": status,
        "wrong_source": _number(found.wrong_source.value),
        "ece": _number(found.ece.value) or 0.0,
        **{f"p{percent}_ms": round(ms, 2) for percent, ms in found.latency_ms.items()},
        **{name: _number(rate.value) for name, rate in more.items()},
        "intervals": {
            **{name: _interval(rate) for name, rate in (own | more).items() if rate.n},
            "status": {name: _interval(rate) for name, rate in found.status.items() if rate.n},
        },
        "reliability": [
            {"from": number / BINS, "n": rate.n, "confidence": _number(said)}
            | {"right": _number(rate.value), "interval": _interval(rate)}
            for number, (said, rate) in enumerate(found.reliability)
            if rate.n
        ],
        "coverage": [
            {"coverage": share, "wrong": _number(rate.value)} | {"interval": _interval(rate)}
            for share, rate in zip(COVERAGES, found.coverage, strict=True)
            if rate.n
        ],
    }


def _columns(rows: Sequence[Judged]) -> _Columns:
    return _Columns(
        kind=np.array([STATUSES.index(row.expected) for row in rows]),
        right=np.array([_right(row) for row in rows]),
        rank=np.array([_rank(row) for row in rows]),
        wrong=np.array([bool(row.sources) and row.sources[0] not in row.sections for row in rows]),
        confidence=np.array(
            [np.nan if row.confidence is None else row.confidence for row in rows], np.float64
        ),
        truth=np.array([float(bool(row.ranked) and row.ranked[0] in row.sections) for row in rows]),
    )


def _statistics(rows: _Columns) -> dict[str, float]:
    """Every figure that has an interval, by name."""
    rank = rows.rank[~np.isnan(rows.rank)]
    near = rank <= CUTS[-1]
    known = ~np.isnan(rows.confidence)
    confidence, truth = rows.confidence[known], rows.truth[known]
    count, said, right = reliability(confidence, truth)
    errors = error_by_coverage(confidence, truth)
    sure = np.where(known, rows.confidence, -np.inf)
    has_answer = ~np.isnan(rows.rank)
    has_none = rows.kind == STATUSES.index("unknown")
    return {
        **{f"recall@{cut}": _mean(rank <= cut) for cut in CUTS},
        "mrr": _mean(np.where(near, 1 / rank, 0)),
        "ndcg@10": _mean(np.where(near, 1 / np.log2(rank + 1), 0)),
        **{name: _mean(rows.right[rows.kind == n]) for n, name in enumerate(STATUSES)},
        "wrong_source": _mean(rows.wrong),
        "ece": calibration_error(count, said, right),
        "surest_right": 1 - float(errors[_SUREST]),
        **{f"bin {number}": float(share) for number, share in enumerate(right)},
        **{f"at {share}": float(e) for share, e in zip(COVERAGES, errors, strict=True)},
        **{
            name: declined(sure[has_answer], sure[has_none], refused)
            for name, refused in DECLINED.items()
        },
    }


def _rank(row: Judged) -> float:
    """From 1; infinite when not found, NaN when there is nothing to find."""
    if row.expected not in ("answered", "conflict"):
        return np.nan
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


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if values.size else np.nan


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


def _interval(rate: Rate) -> object:
    return [_number(rate.low), _number(rate.high)]
