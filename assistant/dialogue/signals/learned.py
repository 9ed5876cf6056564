"""Learn from labelled messages what rules cannot list: the same signal in words not foreseen.

One logistic model per concern, on a message's embedding and on hashed words and letter groups
together; held out, the two found more than either alone. It is fitted anew for each embedding
model, so the labelled messages ship and the weights do not.
"""

import json
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.dialogue.signals.normalising import normalise

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to float32 rows of length 1: an encoder's `encode_queries`."""

CONCERNS: Final = ("crisis", "personal_data", "declined")
BUCKETS: Final = 8192
_EMBEDDING_SHARE: Final = 0.5
_PENALTY: Final = 0.05
_KIND_PENALTY: Final = 0.3
_STEPS: Final = 8
_CHUNK_CHARACTERS: Final = 160
_MOST_CHUNKS: Final = 16
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")


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


def labelled_messages() -> list[LabelledMessage]:
    """Read the labelled messages that ship for fitting."""
    lines = files(__package__).joinpath("messages.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [LabelledMessage(row["text"], row["concern"], row.get("kind")) for row in rows]


def _features(text: str) -> list[str]:
    normalised = normalise(text)
    words = normalised.split()
    padded = f" {normalised} "
    pairs = [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]
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


def _dense(texts: Sequence[str]) -> Vectors:
    rows = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        places, values = hashed_words(text)
        row[places] = values
    return rows


def _centred(rows: Vectors) -> tuple[Vectors, Vectors, float]:
    mean = rows.mean(axis=0)
    spread = float(np.sqrt(((rows - mean) ** 2).sum(axis=1).mean())) or 1.0
    return (rows - mean) / np.float32(spread), mean, spread


def _logistic(kernel: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kernel logistic regression by Newton steps (iteratively reweighted least squares)."""
    alpha = np.zeros(len(target))
    for _ in range(_STEPS):
        margin = kernel @ alpha
        chance = 1 / (1 + np.exp(-np.clip(margin, -30, 30)))
        weight = np.maximum(chance * (1 - chance), 1e-6)
        working = margin + (target - chance) / weight
        alpha = np.linalg.solve(kernel + np.diag(_PENALTY / weight), working)
    return alpha


@dataclass(frozen=True, slots=True)
class SignalModel:
    """Weights for one embedding model.

    Attributes:
        fingerprint: of the encoder whose vectors were used.
        embedding: float32, shape (dimension, outputs).
        words: float32, shape (BUCKETS, outputs).
        bias: float32, shape (outputs,).
        kinds: `concern/kind` per output after the first three, which are the concerns.
    """

    fingerprint: str
    embedding: Vectors
    words: Vectors
    bias: Vectors
    kinds: tuple[str, ...]

    @classmethod
    def fit(
        cls, messages: Sequence[LabelledMessage], vectors: Vectors, fingerprint: str
    ) -> "SignalModel":
        """Fit on labelled messages and their query vectors, shape (messages, dimension)."""
        embedded, embedded_mean, embedded_spread = _centred(vectors.astype(np.float32))
        counted, counted_mean, counted_spread = _centred(_dense([m.text for m in messages]))
        share = np.float32(_EMBEDDING_SHARE)
        kernel = (share * (embedded @ embedded.T) + (1 - share) * (counted @ counted.T) + 1).astype(
            np.float64
        )
        columns = [
            _logistic(kernel, np.array([float(m.concern == c) for m in messages])) for c in CONCERNS
        ]
        kinds = sorted({f"{m.concern}/{m.kind}" for m in messages if m.concern})
        for concern in CONCERNS:
            rows = np.array([i for i, m in enumerate(messages) if m.concern == concern])
            inner = kernel[np.ix_(rows, rows)] + _KIND_PENALTY * np.eye(len(rows))
            own = [kind for kind in kinds if kind.startswith(f"{concern}/")]
            target = np.array(
                [[float(f"{concern}/{messages[i].kind}" == kind) for kind in own] for i in rows]
            )
            solved = np.linalg.solve(inner, target)
            for column in solved.T:
                spread_out = np.zeros(len(messages))
                spread_out[rows] = column
                columns.append(spread_out)
        alpha = np.stack(columns, axis=1).astype(np.float32)
        embedding = share / np.float32(embedded_spread) * (embedded.T @ alpha)
        words = (1 - share) / np.float32(counted_spread) * (counted.T @ alpha)
        bias = alpha.sum(axis=0) - embedded_mean @ embedding - counted_mean @ words
        return cls(fingerprint, embedding, words, bias, tuple(kinds))

    def scores(self, text: str, vector: Vectors) -> Scores:
        """Score one message with its query vector, shape (dimension,)."""
        places, values = hashed_words(text)
        outputs = vector @ self.embedding + values @ self.words[places] + self.bias
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
            )


def fit_signals(encode: Encode, fingerprint: str) -> SignalModel:
    """Fit the shipped messages for one encoder; seconds, once per embedding model."""
    messages = labelled_messages()
    return SignalModel.fit(messages, encode([m.text for m in messages]), fingerprint)


def chunks(text: str) -> list[str]:
    """Cut a long message into pieces of a few sentences, so that one of them still counts."""
    if len(text) <= _CHUNK_CHARACTERS:
        return [text]
    pieces: list[str] = []
    for sentence in _SENTENCE.split(text):
        if pieces and len(pieces[-1]) + len(sentence) < _CHUNK_CHARACTERS:
            pieces[-1] = f"{pieces[-1]} {sentence}"
        else:
            pieces.append(sentence)
    return [text, *pieces[: _MOST_CHUNKS - 1]] if len(pieces) > 1 else pieces


@dataclass(frozen=True, slots=True)
class Judge:
    """A fitted model together with the encoder that it was fitted for."""

    model: SignalModel
    encode: Encode

    def __call__(self, text: str) -> Scores:
        """Score a message; a crisis in one part of a long message counts for the whole."""
        pieces = chunks(text)
        vectors = self.encode(pieces)
        scored = [self.model.scores(p, v) for p, v in zip(pieces, vectors, strict=True)]
        whole = scored[0]
        gravest = max(scored, key=lambda score: score.crisis)
        return Scores(
            gravest.crisis,
            whole.personal_data,
            whole.declined,
            gravest.crisis_kind,
            whole.personal_kind,
            whole.declined_kind,
        )
