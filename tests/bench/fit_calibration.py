"""Fits the shipped calibration on the two development sets and says how well it separates.

`python -m tests.bench.fit_calibration` prints the weights of `index/calibration.py`.
"""

import json
import sys
import tempfile
from dataclasses import astuple
from datetime import date
from pathlib import Path

import numpy as np

from assistant.bootstrap import encoder as open_model
from assistant.config import settings
from assistant.dialogue import asking
from index.build import build_index
from index.encoders import Encoder
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.loading import load

ROOT = Path(__file__).parents[2]
SETS = (
    (ROOT / "tests/regions/waterland", ROOT / "tests/questions/waterland.jsonl"),
    (ROOT / "knowledge/content", ROOT / "tests/questions/shipped_dev.jsonl"),
)
STATUSES = ("answered", "conflict", "unknown")
FOLDS = 10
PENALTY = 0.01


def main() -> None:
    """Fit on both sets together; the separation is cross-validated."""
    model = open_model(settings(), lambda *_: None)
    signals, right, answerable = [], [], []
    with tempfile.TemporaryDirectory() as place:
        for number, (folder, questions) in enumerate(SETS):
            searcher = _searcher(folder, IndexHome(Path(place) / str(number)), model)
            for line in questions.read_text("utf-8").splitlines():
                row = json.loads(line)
                if row["expect"]["status"] in STATUSES:
                    measured, first = _measured(searcher, row)
                    signals.append(measured)
                    right.append(first in row["expect"]["sections"])
                    answerable.append(row["expect"]["status"] != "unknown")
    x, y, known = np.array(signals), np.array(right, float), np.array(answerable)
    chances = np.zeros(len(y))
    order = np.random.default_rng(0).permutation(len(y))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        weights, bias = _fit(np.delete(x, held, 0), np.delete(y, held))
        chances[held] = _chance(x[held], weights, bias)
    for refused in (0.05, 0.1, 0.15):
        threshold = np.quantile(chances[known], refused)
        caught = (chances[~known] < threshold).mean()
        _say(f"threshold {threshold:.2f}: {refused:.0%} refused wrongly, {caught:.0%} rightly")
    weights, bias = _fit(x, y)
    _say(f"weights {[round(float(weight), 2) for weight in weights]} bias {bias:.2f}")


def _searcher(folder: Path, home: IndexHome, model: Encoder) -> Searcher:
    knowledge = load(folder).knowledge
    rows = knowledge_rows(knowledge, model)
    build_index(home, rows, model, content="fit", knowledge=knowledge)
    version = home.current()
    assert version is not None
    return Searcher(Index(version), model)


def _measured(searcher: Searcher, row: dict[str, str]) -> tuple[tuple[float, ...], str | None]:
    """The signals of one question's search, and the section that came first."""
    scope = searcher.knowledge.organisations.scope(row.get("scope"), row.get("institute"))
    today = date.fromisoformat(row["today"])
    previous, question = row.get("previous"), row["question"]
    text = asking.completed(previous, question) if previous else question
    asked = asking.read(text, today, scope.words)
    vector, own = searcher.encode(asked.text, scope.words)
    within = searcher.index.filter(scope, asked.day or today)
    hits, signals = searcher.index.search(
        asked.text, vector, words=scope.words, own_tokens=own, within=within
    )
    return astuple(signals), hits[0].id if hits else None


def _fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression with a small penalty, by gradient descent on standardised signals."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z, weights, bias = (x - mean) / spread, np.zeros(x.shape[1]), 0.0
    for _ in range(3000):
        error = _chance(z, weights, bias) - y
        weights -= 0.5 * (z.T @ error / len(y) + PENALTY * weights)
        bias -= 0.5 * error.mean()
    return weights / spread, float(bias - (weights / spread * mean).sum())


def _chance(x: np.ndarray, weights: np.ndarray, bias: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(x @ weights + bias)))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
