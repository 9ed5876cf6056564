"""Fits the shipped calibrations on the development sets and says how well they separate.

`python -m tests.bench.fit_calibration [COLLECTION.jsonl QUESTIONS.jsonl]` prints the weights of
`index/calibration.py`. The two files are a public collection with questions (as `index build
--corpus` and `index search --batch` take them, each question's id the document that answers it);
without them `COLLECTION` is not fitted. Each set is also judged by weights that have not seen it.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from assistant.bootstrap import encoder as open_model
from assistant.config import settings
from assistant.dialogue.answers import asking
from index.build import build_index
from index.calibrating import fit
from index.encoders import Encoder
from index.opened import EVERYTHING, Index
from index.rows import Row, corpus_rows, knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.loading import load
from knowledge.organisation import Scope

ROOT = Path(__file__).parents[2]
REGIONS = {
    "waterland": ROOT / "tests/regions/waterland",
    "shipped_dev": ROOT / "knowledge/content",
}
PARTNERSHIPS = ("polderstad", "havenstad")
STATUSES = ("answered", "conflict", "unknown")
UNANSWERED = 0.25
"""Share of questions without an answer that a set counts for, however many it holds."""
PENALTY = 0.01


@dataclass(frozen=True)
class Measured:
    """Of one set: signals, whether the first hit answers, and what kind of question it was."""

    signals: np.ndarray
    right: np.ndarray
    kinds: np.ndarray

    @property
    def answerable(self) -> np.ndarray:
        return self.kinds == "answered"

    @property
    def weights(self) -> np.ndarray:
        """Each set counts alike, its questions without an answer for `UNANSWERED`."""
        known = self.answerable
        shares = np.where(known, (1 - UNANSWERED) / known.sum(), UNANSWERED / (~known).sum())
        return shares * 300


def main(arguments: list[str]) -> None:
    """Measure all sets, judge each by the others, fit on all."""
    model = open_model(settings(), lambda *_: None)
    with tempfile.TemporaryDirectory() as place:
        homes = (IndexHome(Path(place) / str(number)) for number in range(10))
        sections = {
            name: _table(
                _region(folder, ROOT / f"tests/questions/{name}.jsonl", next(homes), model)
            )
            for name, folder in REGIONS.items()
        } | {name: _table(_partnership(name, next(homes), model)) for name in PARTNERSHIPS}
        for name, measured in sections.items():
            others = [other for key, other in sections.items() if key != name]
            _judge(name, measured, *_fitted(others))
        _say("SECTIONS", *_fitted(list(sections.values())))
        if arguments:
            corpus, questions = map(Path, arguments)
            found = _table(_collection(corpus, questions, next(homes), model))
            half = np.arange(len(found.right)) % 4 < 2  # a question and its hidden twin together
            _judge("collection, second half", _part(found, ~half), *_fitted([_part(found, half)]))
            _say("COLLECTION", *_fitted([found]))


def _part(found: Measured, kept: np.ndarray) -> Measured:
    return Measured(found.signals[kept], found.right[kept], found.kinds[kept])


Line = tuple[tuple[float, ...], bool, str]


def _region(folder: Path, questions: Path, home: IndexHome, model: Encoder) -> Iterator[Line]:
    knowledge = load(folder).knowledge
    searcher = _searcher(knowledge_rows(knowledge, model), home, model, knowledge=knowledge)
    for line in questions.read_text("utf-8").splitlines():
        row = json.loads(line)
        expected = row["expect"]
        if expected["status"] not in STATUSES:
            continue
        scope = knowledge.organisations.scope(row.get("scope"), row.get("institute"))
        today = date.fromisoformat(row["today"])
        previous, question = row.get("previous"), row["question"]
        text = asking.completed(previous, question) if previous else question
        asked = asking.read(text, today, scope.words)
        within = searcher.index.filter(scope, asked.day or today)
        found, signals = searcher.within(asked.text, scope, within)
        right = bool(found.hits) and found.hits[0].id in expected["sections"]
        kind = "unknown" if expected["status"] == "unknown" else "answered"
        yield astuple(signals), right, kind


def _partnership(name: str, home: IndexHome, model: Encoder) -> Iterator[Line]:
    """Sections of the partnership as a collection, each a document of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for line in (ROOT / f"index/adaptation/pairs/{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            text = f"{row['heading']}\n{row['text']}"
            file.write(json.dumps({"id": row["id"], "text": text}) + "\n")
        file.flush()
        rows = corpus_rows(Path(file.name), model)
    searcher = _searcher(rows, home, model)
    for line in (ROOT / f"tests/calibration/{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found, signals = searcher.within(row["question"], NOBODY, EVERYTHING)
        right = row["kind"] == "answered" and found.hits[0].id == row["section"]
        yield astuple(signals), right, row["kind"]


def _collection(corpus: Path, questions: Path, home: IndexHome, model: Encoder) -> Iterator[Line]:
    """Each question as it is, and with the document that answers it hidden."""
    searcher = _searcher(corpus_rows(corpus, model), home, model)
    index = searcher.index
    for line in questions.read_text("utf-8").splitlines():
        row = json.loads(line)
        shown = np.array([name != row["id"] for name in index.documents])
        hidden = replace(EVERYTHING, allowed=shown)
        for within, kind in ((EVERYTHING, "answered"), (hidden, "hidden")):
            found, signals = searcher.within(row["text"], NOBODY, within)
            yield astuple(signals), found.hits[0].document == row["id"], kind


NOBODY = Scope(None, (), None)


def _searcher(rows: list[Row], home: IndexHome, model: Encoder, **knowledge: object) -> Searcher:
    build_index(home, rows, model, content="fit", **knowledge)
    version = home.current()
    assert version is not None
    return Searcher(Index(version), model)


def _table(lines: Iterator[Line]) -> Measured:
    signals, right, kinds = zip(*lines, strict=True)
    return Measured(np.array(signals), np.array(right, float), np.array(kinds))


def _fitted(sets: list[Measured]) -> tuple[np.ndarray, float]:
    """Logistic regression with a small penalty on standardised signals."""
    x = np.concatenate([one.signals for one in sets])
    mean, spread = x.mean(0), x.std(0) + 1e-6
    weights = np.concatenate([one.weights for one in sets])
    found = fit(
        (x - mean) / spread,
        np.concatenate([one.right for one in sets]),
        weights,
        start=np.zeros(x.shape[1] + 1),
        strength=PENALTY * weights.sum(),
    )
    return found[:-1] / spread, float(found[-1] - (found[:-1] / spread * mean).sum())


def _judge(name: str, found: Measured, weights: np.ndarray, bias: float) -> None:
    chances = 1 / (1 + np.exp(-(found.signals @ weights + bias)))
    drawn = np.random.default_rng(0).choice(
        len(chances), 4000, p=found.weights / found.weights.sum()
    )
    told = [f"{name}: ece {_ece(chances[drawn], found.right[drawn]):.3f}"]
    for refused in (0.05, 0.1):
        threshold = np.quantile(chances[found.answerable], refused)
        caught = ", ".join(
            f"{kind} {(chances[found.kinds == kind] < threshold).mean():.0%}"
            for kind in dict.fromkeys(found.kinds[~found.answerable])
        )
        told.append(f"{refused:.0%} refused wrongly (below {threshold:.2f}): {caught}")
    sys.stdout.write("; ".join(told) + "\n")


def _ece(chances: np.ndarray, right: np.ndarray) -> float:
    bins = np.minimum((chances * 10).astype(int), 9)
    return float(
        sum(
            (bins == n).mean() * abs(chances[bins == n].mean() - right[bins == n].mean())
            for n in np.unique(bins)
        )
    )


def _say(name: str, weights: np.ndarray, bias: float) -> None:
    rounded = ", ".join(f"{weight:.2f}" for weight in weights)
    sys.stdout.write(f"{name} = Calibration(({rounded}), {bias:.2f})\n")


if __name__ == "__main__":
    main(sys.argv[1:])
