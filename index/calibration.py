"""How likely it is that the first hit answers: a few signals of the search → one chance."""

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


LONE_MARGIN = 0.05
"""Of the only section there is: what a right first hit has on the development sets."""


@dataclass(frozen=True)
class Signals:
    """What tells an answer from a near miss; each about 0 to 1, the length apart."""

    cosine: float
    """Of the first hit."""
    best_three: float
    """Mean cosine of the first three: whether the collection knows the subject at all."""
    covered: float
    """Share of the question's idf whose words stand in the first hit."""
    lexical_rank: float
    """One over the first hit's rank by BM25."""
    lexical_margin: float
    """BM25 over the question's idf, above the best hit of another document."""
    margin: float
    """Joined score above the next one's."""
    length: float
    """Log of the number of words that count: more words make a low cosine less telling."""

    @classmethod
    def nothing(cls) -> "Signals":
        """Of a search without hits."""
        return cls(0, 0, 0, 0, 0, 0, 0)

    @classmethod
    def measure(
        cls,
        *,
        cosine: Floats,
        lexical: Floats,
        score: Floats,
        document: NDArray[np.int32],
        idf: Floats,
        present: NDArray[np.bool_],
    ) -> "Signals":
        """Read the signals off a ranking.

        Args:
            cosine: of the candidates, best joined score first, shape (candidates,).
            lexical: their BM25, same order.
            score: their joined scores, same order.
            document: the number of each one's document, same order.
            idf: of the question's tokens, shape (tokens,).
            present: whether each token stands in the first hit, shape (tokens,).
        """
        mass = max(float(idf.sum()), 1e-6)
        others = lexical[document != document[0]]
        return cls(
            cosine=float(cosine[0]),
            best_three=float(cosine[:3].mean()),
            covered=float(idf[present].sum()) / mass,
            lexical_rank=1.0 / (1 + int((lexical > lexical[0]).sum())) if lexical[0] > 0 else 0.0,
            lexical_margin=float(lexical[0] - others.max(initial=0)) / mass,
            margin=float(score[0] - score[1]) if score.size > 1 else LONE_MARGIN,
            length=float(np.log1p(idf.size)),
        )


@dataclass(frozen=True)
class Calibration:
    """A logistic regression: a weight for each signal, in their order, and a bias."""

    weights: tuple[float, ...]
    bias: float

    def logit(self, signals: Signals) -> float:
        """The chance that the first hit answers, as log odds."""
        return float(np.dot(astuple(signals), self.weights)) + self.bias

    def chance(self, signals: Signals) -> float:
        """The chance that the first hit answers, 0 to 1."""
        return float(1 / (1 + np.exp(-self.logit(signals))))

    def adjusted(self, slope: float, offset: float) -> "Calibration":
        """The same order of chances, other values: log odds times `slope`, plus `offset`."""
        return Calibration(
            tuple(slope * weight for weight in self.weights), slope * self.bias + offset
        )


SECTIONS = Calibration((1.49, 10.12, 0.91, 0.68, 0.80, 20.79, 0.96), -11.41)
"""Shipped, for knowledge folders: `python -m tests.bench.fit_calibration`."""

COLLECTION = Calibration((17.57, 7.47, 0.31, 0.63, 4.68, 13.57, -0.48), -20.70)
"""Shipped, for foreign collections, where a document is found by all its words together."""

THRESHOLD = 0.22
"""Below it the assistant says that it does not know (DECISIONS.md, 11)."""
