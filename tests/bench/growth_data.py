"""Passages and questions for `tests.bench.growth`: real ones, and many drawn around them."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.build import as_question
from index.encoders import Encoder, Vectors
from knowledge.loading import load
from knowledge.splitting import sentences

ROOT = Path(__file__).parents[2]
REAL = 10_000
"""Passages that are embedded for real: runs of one to eight sentences of the two regions."""

SPREAD = np.float32(0.4)
"""How far a drawn passage lies from the real one it was drawn around.

As a share of the difference of two random passages, so that the noise goes in the directions in
which passages differ. At .4 its nearest neighbour is at cosine .93 and that of a question at .77,
against .98 (runs overlap) and .78 among the real ones.
"""

_CHUNK = 100_000


@dataclass(frozen=True)
class Data:
    """Everything the measurements share.

    `around[n]` is the real passage that row n was drawn around, `sampled[n]` what stands for a
    question about real passage n where the product measures itself; `asked` are real questions.
    """

    texts: list[str]
    real: Vectors
    drawn: Vectors
    around: NDArray[np.int64]
    questions: list[str]
    asked: Vectors
    sampled: Vectors

    def vectors(self, rows: int) -> Vectors:
        """The real passages as far as they go, else drawn ones; shape (rows, dimension)."""
        return (self.real if rows <= REAL else self.drawn)[:rows]

    def source(self, row: int, rows: int) -> int:
        """The real passage that a row is, or was drawn around."""
        return row if rows <= REAL else int(self.around[row])


def prepare(folder: Path, encoder: Encoder, rows: int) -> None:
    """Write into a folder what `read` opens, for up to so many rows."""
    texts = _texts()
    questions = [
        json.loads(line)["question"]
        for name in ("shipped_dev", "waterland")
        for line in (ROOT / f"tests/questions/{name}.jsonl").read_text("utf-8").splitlines()
    ]
    real = encoder.encode_passages(texts)
    (folder / "texts.json").write_text(json.dumps([texts, questions]), "utf-8")
    np.save(folder / "real.npy", real)
    np.save(folder / "asked.npy", encoder.encode_queries(questions))
    sampled = [as_question(text) for text in texts]
    np.save(folder / "sampled.npy", encoder.encode_queries(sampled))
    random_numbers = np.random.default_rng(0)
    shape = (max(rows, 1), real.shape[1])
    drawn = np.lib.format.open_memmap(folder / "drawn.npy", "w+", np.float32, shape)
    around = np.zeros(len(drawn), dtype=np.int64)
    for start in range(0, len(drawn), _CHUNK):
        count = min(_CHUNK, len(drawn) - start)
        base, one, other = random_numbers.integers(0, len(real), (3, count))
        cloud = real[base] + SPREAD * (real[one] - real[other])
        drawn[start : start + count] = cloud / np.linalg.norm(cloud, axis=1, keepdims=True)
        around[start : start + count] = base
    drawn.flush()
    np.save(folder / "around.npy", around)


def read(folder: Path) -> Data:
    """What `prepare` wrote; the drawn vectors stay on disk until they are used."""
    texts, questions = json.loads((folder / "texts.json").read_text("utf-8"))
    return Data(
        texts,
        np.load(folder / "real.npy"),
        np.load(folder / "drawn.npy", mmap_mode="r"),
        np.load(folder / "around.npy"),
        questions,
        np.load(folder / "asked.npy"),
        np.load(folder / "sampled.npy"),
    )


def _texts() -> list[str]:
    runs: dict[str, None] = {}
    for folder in ("knowledge/content", "tests/regions/waterland"):
        for document in load(ROOT / folder).knowledge.documents:
            own = [s for section in document.sections for s in sentences(section.text)]
            for length in range(1, 9):
                for start in range(max(1, len(own) - length + 1)):
                    runs[" ".join(own[start : start + length])] = None
    texts = list(runs)
    random.Random(0).shuffle(texts)
    return texts[:REAL]
