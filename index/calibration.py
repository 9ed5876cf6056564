"""How likely it is that the first hit answers: a few signals of the search → one chance."""

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Signals:
    """What tells an answer from a near miss; each about 0 to 1."""

    cosine: float
    """Of the first hit."""
    above_ten: float
    """Its distance to the mean cosine of the best ten."""
    lexical: float
    """BM25 of the first hit over the mass of the question's idf."""
    covered: float
    """Share of that mass whose words stand in the first hit."""
    rarest_missing: float
    """Whether the question's rarest word does not stand there."""
    lexical_rank: float
    """One over the first hit's rank by BM25."""
    example: float
    """Cosine of the question and the first hit's nearest example question, 0 without one."""
    late: float
    """Mean best cosine of the question's tokens in the first hit, 0 without late interaction."""
    late_margin: float
    """Its distance to the next best candidate's."""
    weakest: float
    """Mean of the worst met third of the question's tokens."""
    margin: float
    """Joined score of the first above the second section's."""

    @classmethod
    def nothing(cls) -> "Signals":
        """Of a search without hits."""
        return cls(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)

    @classmethod
    def measure(
        cls,
        *,
        cosine: Floats,
        example: Floats,
        lexical: Floats,
        score: Floats,
        met: Floats,
        idf: Floats,
        present: NDArray[np.bool_],
    ) -> "Signals":
        """Read the signals off a ranking.

        Args:
            cosine: of the candidates, best joined score first, shape (candidates,).
            example: cosine of each one's nearest example question, same order.
            lexical: their BM25, same order.
            score: their joined scores, same order.
            met: how well each of the question's model tokens is met in the best candidates, same
                order, shape (best, model tokens); empty without late interaction.
            idf: of the question's tokens, shape (tokens,).
            present: whether each token stands in the first hit, shape (tokens,).
        """
        mass = float(idf.sum())
        best_ten = np.sort(cosine)[-10:]
        return cls(
            cosine=float(cosine[0]),
            above_ten=float(cosine[0] - best_ten.mean()),
            lexical=float(lexical[0]) / mass if mass else 0.0,
            covered=float(idf[present].sum()) / mass if mass else 0.0,
            rarest_missing=float(not present[int(idf.argmax())]) if mass else 1.0,
            lexical_rank=1.0 / (1 + int((lexical > lexical[0]).sum())) if lexical[0] > 0 else 0.0,
            example=float(example[0]),
            late=float(met[0].mean()) if met.size else 0.0,
            late_margin=float(met[0].mean() - met[1:].mean(axis=1).max()) if len(met) > 1 else 0.0,
            weakest=float(np.sort(met[0])[: max(1, met.shape[1] // 3)].mean()) if met.size else 0.0,
            margin=float(score[0] - score[1]) if score.size > 1 else 1.0,
        )


_WEIGHTS = np.array([9.82, -8.28, -3.07, 1.63, 0.48, 0.98, 0.32, -1.12, 0.85, 5.13, 13.71])
_BIAS = -10.92
"""Logistic regression on the two development sets: `python -m tests.bench.fit_calibration`."""

THRESHOLD = 0.25
"""Below it the assistant says that it does not know: one in ten questions that have an answer."""


def chance(signals: Signals) -> float:
    """The chance that the first hit answers, 0 to 1."""
    return float(1 / (1 + np.exp(-(np.array(astuple(signals)) @ _WEIGHTS + _BIAS))))
