"""What a question costs, as ratios within this run: `make bench`.

Every pair is measured in turns, so that a machine that slows down slows both.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from assistant.bootstrap import LiveSearcher
from assistant.dialogue.assistant import Assistant
from assistant.dialogue.signals.judging import open_judge
from index.build import build_index
from index.encoders import DEFAULT_MODEL, Encoder, Vectors, open_encoder, packaged
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from knowledge.holding import Knowledge
from knowledge.loading import load
from knowledge.splitting import sentences

ROOT = Path(__file__).parents[2]
PASSAGES = 10_000
ROUNDS = 100


class Timed:
    """An encoder whose passages are random: their vectors do not matter to the time."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def passages_with_tokens(self, texts: list[str]) -> tuple[Vectors, list[Vectors]]:
        drawn = np.random.default_rng(0)
        width = self._encoder.dimension
        counts = [self._encoder.count_tokens(text) for text in texts]
        tokens = [drawn.normal(size=(n, width)).astype(np.float32) / 20 for n in counts]
        return self.encode_passages(texts), tokens

    def query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        found: tuple[Vectors, Vectors] = self._encoder.query_tokens(text)  # type: ignore[attr-defined]
        return found

    def encode_passages(self, texts: list[str]) -> Vectors:
        drawn = np.random.default_rng(0).normal(size=(len(texts), self._encoder.dimension))
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return drawn.astype(np.float32)


def main() -> None:
    """Print one line for each target."""
    questions = _questions()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        models = folder / "models"
        packaged.prepare(models, lambda _step, _share: None)
        encoder = open_encoder(DEFAULT_MODEL, models)
        searcher = _searcher(folder / "index", encoder)
        embed = lambda q: encoder.encode_queries([q])  # noqa: E731
        scope = searcher.knowledge.organisations.scope("school-papieren-kraan")
        day = date(2026, 11, 24)
        _row(
            "index search / embedding, 10,000 passages",
            1.5,
            *_pair(lambda q: searcher.ask(q, scope, day), embed, questions),
        )
        home = IndexHome(folder / "index")
        judge = open_judge(encoder.encode_queries, encoder.fingerprint, folder / "signals")
        assistant = Assistant(LiveSearcher(home, encoder), judge)
        _row(
            "whole ask / embedding, 10,000 passages",
            3.0,
            *_pair(
                lambda q: assistant.ask(q, scope="school-papieren-kraan", today=day),
                embed,
                questions,
            ),
        )
        memory = _memory(folder / "index", models, folder / "signals", questions)
        _say(f"resident memory at 10,000 passages: {memory:.0f} MB (target 260)")
        transformer = _transformer(models / DEFAULT_MODEL)
        _row(
            "embedding / sentence-transformers",
            0.25,
            *_pair(embed, lambda q: transformer.encode_queries([q]), questions[:40]),
        )
        _row("cold ask / cold sentence-transformers", 0.25, *_cold(folder, models))


def _questions() -> list[str]:
    lines = (ROOT / "tests/questions/shipped_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines][:ROUNDS]


def _searcher(place: Path, encoder: Encoder) -> Searcher:
    """The shipped knowledge, grown to 10,000 passages by shuffled copies of its own sentences."""
    knowledge = load(ROOT / "knowledge/content").knowledge
    drawn = random.Random(0)
    pool = [s for d in knowledge.documents for part in d.sections for s in sentences(part.text)]
    copies = []
    while sum(len(d.sections) for d in copies) < PASSAGES:
        for document in knowledge.documents:
            sections = tuple(
                part.model_copy(update={"text": " ".join(drawn.sample(pool, 6))})
                for part in document.sections
            )
            number = len(copies)
            copies.append(
                document.model_copy(
                    update={
                        "id": f"{document.id}-{number}",
                        "sections": sections,
                        "replaces": None,
                        "tasks": (),
                        "agreements": (),
                        "dates": (),
                        "questions": {},
                    }
                )
            )
    grown = Knowledge(
        knowledge.organisations,
        (*knowledge.documents, *copies),
        knowledge.subjects,
        knowledge.tasks,
    )
    timed = Timed(encoder)
    build_index(
        IndexHome(place), knowledge_rows(grown, timed), timed, content="bench", knowledge=grown
    )
    version = IndexHome(place).current()
    assert version is not None
    return Searcher(Index(version), encoder)


def _pair(
    one: Callable[[str], object], other: Callable[[str], object], questions: list[str]
) -> tuple[float, float]:
    """Median milliseconds of both after a warm-up, in turns of ten questions.

    Turns of one would have each find the other's weights in the processor's cache.
    """
    for question in questions[:5]:
        one(question), other(question)
    times: tuple[list[float], list[float]] = ([], [])
    for start in range(0, len(questions), 10):
        for kept, call in zip(times, (one, other), strict=True):
            for question in questions[start : start + 10]:
                started = time.perf_counter()
                call(question)
                kept.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _memory(index: Path, models: Path, signals: Path, questions: list[str]) -> float:
    """Peak resident megabytes of a process that opens the index and answers."""
    code = (
        "import sys, json, datetime, pathlib\n"
        "from assistant.bootstrap import LiveSearcher\n"
        "from assistant.dialogue.assistant import Assistant\n"
        "from assistant.dialogue.signals.judging import open_judge\n"
        "from index.encoders import DEFAULT_MODEL, open_encoder\n"
        "from index.version import IndexHome\n"
        "index, models, signals = map(pathlib.Path, sys.argv[1:4])\n"
        "model = open_encoder(DEFAULT_MODEL, models)\n"
        "judge = open_judge(model.encode_queries, model.fingerprint, signals)\n"
        "mentor = Assistant(LiveSearcher(IndexHome(index), model), judge)\n"
        "for question in json.loads(sys.argv[4]):\n"
        "    day = datetime.date(2026, 11, 24)\n"
        "    mentor.ask(question, scope='school-papieren-kraan', today=day)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(next(line.split()[1] for line in status.splitlines() if 'VmRSS' in line))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, index, models, signals, json.dumps(questions)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return int(done.stdout) / 1000


def _transformer(folder: Path) -> Encoder:
    from index.encoders.transformer import TransformerEncoder

    return TransformerEncoder.open(str(folder))


def _cold(folder: Path, models: Path) -> tuple[float, float]:
    """Median milliseconds from process start to answer: ours, and the question embedded by
    sentence-transformers with the same folder."""
    env = os.environ | {
        "MENTORKOMPAS_DATA_DIR": str(folder / "data"),
        "MENTORKOMPAS_MODELS_DIR": str(models),
    }
    question = "wie beoordeelt de stage, ik of de pabo?"
    ours = [
        sys.executable,
        "-c",
        "from assistant.cli import main; main()",
        "ask",
        question,
        "--scope",
        "school-papieren-kraan",
    ]
    theirs = [
        sys.executable,
        "-c",
        "import sys; from sentence_transformers import SentenceTransformer as S\n"
        "S(sys.argv[1], device='cpu').encode([sys.argv[2]], prompt_name='query')",
        str(models / DEFAULT_MODEL),
        question,
    ]
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(4):
        for kept, command in zip(times, (ours, theirs), strict=True):
            started = time.perf_counter()
            subprocess.run(command, env=env, capture_output=True, check=True, cwd=ROOT)
            if turn:  # the first builds the index and fills the page cache
                kept.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _row(name: str, target: float, one: float, other: float) -> None:
    _say(f"{name}: {one / other:.2f} (target {target}; {one:.2f} ms against {other:.2f} ms)")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
