"""Learn from labelled messages what rules cannot list: the same signal in words not foreseen.

One logistic model per concern, on a message's embedding and on hashed words and letter groups
together; held out, the two found more than either alone. It is fitted anew for each embedding
model, so the labelled messages ship and the weights do not.
"""

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.dialogue.signals.normalising import normalise

Vectors = NDArray[np.float32]
CONCERNS: Final = ("crisis", "personal_data", "declined")
_LEFT_TO_RULES: Final = frozenset({"name", "number"})
"""Kinds of personal data that have a form by which a rule finds them."""

BUCKETS: Final = 8192
"""Places for hashed words; two that share one are told apart by the others of their message."""

_EMBEDDING_SHARE: Final = 0.6
"""Weight of the embedding's kernel; that of the hashed words has the rest."""

_PENALTY: Final = 0.05
"""Ridge of the concerns' logistic regression, on kernels whose mean diagonal is 1."""

_KIND_PENALTY: Final = 0.3
"""The same of the kinds' ridge regression, which has fewer messages to learn from."""

_STEPS: Final = 8
"""Newton steps."""

_BLOCK: Final = 1024
"""Buckets whose products are taken at a time."""

_NEIGHBOURS: Final = 3
"""Nearest messages of each sort whose cosines are averaged."""

_NEIGHBOUR_WEIGHT: Final = 30
"""Of a difference in cosine; chosen on the development set, where 15 to 60 do about as well."""


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message with the concern and kind that people gave it; both None for ordinary ones."""

    text: str
    concern: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """How likely each concern is, 0-1, and which kind it would then be."""

    crisis: float
    personal_data: float
    declined: float
    crisis_kind: str
    personal_kind: str
    declined_kind: str


def _features(text: str) -> list[str]:
    normalised = normalise(text)
    words = normalised.split()
    padded = f" {normalised} "
    pairs = [f"{first} {second}" for first, second in itertools.pairwise(words)]
    groups = [padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    return [f"w{word}" for word in words] * 2 + [f"b{pair}" for pair in pairs] * 2 + groups


def hashed_words(text: str) -> tuple[NDArray[np.intp], Vectors]:
    """Count words, word pairs and letter groups in buckets.

    Returns:
        The buckets that are filled, and the root of each count scaled to length 1.
    """
    buckets = [zlib.crc32(feature.encode()) % BUCKETS for feature in _features(text)]
    if not buckets:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    places, counts = np.unique(np.array(buckets, np.intp), return_counts=True)
    values = np.sqrt(counts).astype(np.float32)
    return places, values / np.float32(np.linalg.norm(values))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Hashed words of many messages, without the empty buckets: few of them are filled."""

    rows: tuple[tuple[NDArray[np.intp], Vectors], ...]

    def kernel(self) -> Vectors:
        """Inner products of all pairs, a block of buckets at a time to spare memory."""
        total = np.zeros((len(self.rows), len(self.rows)), np.float32)
        for start in range(0, BUCKETS, _BLOCK):
            block = np.zeros((len(self.rows), _BLOCK), np.float32)
            for line, (places, values) in zip(block, self.rows, strict=True):
                inside = (places >= start) & (places < start + _BLOCK)
                line[places[inside] - start] = values[inside]
            total += block @ block.T
        return total

    def combine(self, alpha: Vectors) -> Vectors:
        """Sum the messages' centred counts, each weighted; shape (BUCKETS, outputs)."""
        summed = np.zeros((BUCKETS, alpha.shape[1]), np.float32)
        for (places, values), weights in zip(self.rows, alpha, strict=True):
            summed[places] += values[:, None] * weights
        centred: Vectors = summed - self.mean()[:, None] * alpha.sum(axis=0)
        return centred

    def mean(self) -> Vectors:
        """Mean count per bucket."""
        summed = np.zeros(BUCKETS, np.float32)
        for places, values in self.rows:
            summed[places] += values
        summed /= np.float32(len(self.rows))
        return summed


def _centre(kernel: Vectors) -> tuple[Vectors, np.float32]:
    """Centre a kernel in place and scale it to a mean diagonal of one; returns the scale too."""
    mean = kernel.mean(axis=0)
    kernel -= mean
    kernel -= (mean - mean.mean())[:, None]
    scale = np.float32(np.diagonal(kernel).mean()) or np.float32(1)
    kernel /= scale
    return kernel, scale


def _logistic(kernel: Vectors, target: Vectors) -> Vectors:
    """Kernel logistic regression by Newton steps (iteratively reweighted least squares)."""
    alpha = np.zeros(len(target), np.float32)
    system = np.empty_like(kernel)
    diagonal = np.arange(len(target))
    for _ in range(_STEPS):
        margin = kernel @ alpha
        chance = 1 / (1 + np.exp(-np.clip(margin, -30, 30)))
        weight = np.maximum(chance * (1 - chance), np.float32(1e-4))
        working = margin + (target - chance) / weight
        system[:] = kernel
        system[diagonal, diagonal] += np.float32(_PENALTY) / weight
        alpha = np.linalg.solve(system, working)
    return alpha


def _concern_column(kernel: Vectors, messages: Sequence[LabelledMessage], concern: str) -> Vectors:
    """Fit one concern against all else; names and numbers are for the rules to find."""
    rows = np.array(
        [
            i
            for i, m in enumerate(messages)
            if not (m.concern == concern and m.kind in _LEFT_TO_RULES)
        ]
    )
    target = np.array([messages[i].concern == concern for i in rows], np.float32)
    column = np.zeros(len(messages), np.float32)
    column[rows] = _logistic(kernel[np.ix_(rows, rows)], target)
    return column


def _kinds(messages: Sequence[LabelledMessage]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                f"{m.concern}/{m.kind}"
                for m in messages
                if m.concern is not None and m.kind not in _LEFT_TO_RULES
            }
        )
    )


def _kind_column(kernel: Vectors, messages: Sequence[LabelledMessage], kind: str) -> Vectors:
    """Tell one kind from the others of its concern, by ridge regression."""
    concern = kind.partition("/")[0]
    rows = np.array([i for i, m in enumerate(messages) if m.concern == concern])
    inner = kernel[np.ix_(rows, rows)] + np.float32(_KIND_PENALTY) * np.eye(
        len(rows), dtype=np.float32
    )
    target = np.array([f"{concern}/{messages[i].kind}" == kind for i in rows], np.float32)
    column = np.zeros(len(messages), np.float32)
    column[rows] = np.linalg.solve(inner, target)
    return column


def _likeness(vectors: Vectors, vector: Vectors) -> float:
    """Mean cosine of the nearest few, 0 without any."""
    if not len(vectors):
        return 0.0
    return float(np.sort(vectors @ vector)[-_NEIGHBOURS:].mean())


@dataclass(frozen=True, slots=True)
class SignalModel:
    """Weights for one embedding model.

    Attributes:
        fingerprint: of the encoder and the messages that it was fitted on.
        embedding: float32, shape (dimension, outputs).
        words: float32, shape (BUCKETS, outputs).
        bias: float32, shape (outputs,).
        kinds: `concern/kind` per output after the first three, which are the concerns.
        danger: vectors of the messages that tell of danger, shape (messages, dimension).
        harmless: those of the ordinary ones.
    """

    fingerprint: str
    embedding: Vectors
    words: Vectors
    bias: Vectors
    kinds: tuple[str, ...]
    danger: Vectors
    harmless: Vectors

    @classmethod
    def fit(
        cls, messages: Sequence[LabelledMessage], vectors: Vectors, fingerprint: str
    ) -> "SignalModel":
        """Fit on labelled messages and their query vectors, shape (messages, dimension)."""
        share = np.float32(_EMBEDDING_SHARE)
        embedded = vectors.astype(np.float32) - vectors.mean(axis=0, dtype=np.float32)
        counts = _Counts(tuple(hashed_words(message.text) for message in messages))
        kernel, embedded_scale = _centre(embedded @ embedded.T)
        kernel *= share
        counted, counted_scale = _centre(counts.kernel())
        kernel += (1 - share) * counted
        kernel += 1
        del counted
        kinds = _kinds(messages)
        columns = [_concern_column(kernel, messages, concern) for concern in CONCERNS]
        columns += [_kind_column(kernel, messages, kind) for kind in kinds]
        alpha = np.stack(columns, axis=1)
        embedding = share / embedded_scale * (embedded.T @ alpha)
        words = (1 - share) / counted_scale * counts.combine(alpha)
        mean = vectors.mean(axis=0, dtype=np.float32)
        bias = alpha.sum(axis=0) - mean @ embedding - counts.mean() @ words
        danger = np.array([m.concern == "crisis" for m in messages], np.bool_)
        harmless = np.array([m.concern is None for m in messages], np.bool_)
        near = (vectors[danger], vectors[harmless])
        return cls(fingerprint, embedding, words, bias, kinds, *near)

    def scores(self, text: str, vector: Vectors) -> Scores:
        """Score one message with its query vector, shape (dimension,)."""
        places, values = hashed_words(text)
        outputs = vector @ self.embedding + values @ self.words[places] + self.bias
        # What is veiled has a neighbour among the messages sooner than a place on one line.
        outputs[0] += _NEIGHBOUR_WEIGHT * (
            _likeness(self.danger, vector) - _likeness(self.harmless, vector)
        )
        chances = 1 / (1 + np.exp(-np.clip(outputs[:3], -30, 30)))
        best = [self._kind(concern, outputs[3:]) for concern in CONCERNS]
        crisis, personal, declined = (float(chance) for chance in chances)
        return Scores(crisis, personal, declined, best[0], best[1], best[2])

    def _kind(self, concern: str, outputs: Vectors) -> str:
        own = [(v, k) for v, k in zip(outputs, self.kinds, strict=True) if k.startswith(concern)]
        return max(own)[1].partition("/")[2]

    def save(self, path: Path) -> None:
        """Write the weights as .npz."""
        with path.open("wb") as file:
            np.savez(
                file,
                fingerprint=np.array(self.fingerprint),
                embedding=self.embedding,
                words=self.words.astype(np.float16),
                bias=self.bias,
                kinds=np.array(self.kinds),
                danger=self.danger.astype(np.float16),
                harmless=self.harmless.astype(np.float16),
            )

    @classmethod
    def load(cls, path: Path) -> "SignalModel":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            return cls(
                str(data["fingerprint"]),
                data["embedding"],
                data["words"].astype(np.float32),
                data["bias"],
                tuple(str(kind) for kind in data["kinds"]),
                data["danger"].astype(np.float32),
                data["harmless"].astype(np.float32),
            )
