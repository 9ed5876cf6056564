"""What `tests.bench.growth` measures, each part in a process of its own: memory tells only so.

`python -m tests.bench.growth_parts PART ROWS FOLDER` prints one JSON object; FOLDER holds what
`growth_data.prepare` wrote, and the parts leave what later ones open.
"""

import json
import math
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import psutil

from index import late
from index.build import build_index
from index.dense import RECALL, SAMPLE, DenseIndex, build_approximate
from index.encoders import DEFAULT_MODEL, Vectors, open_encoder
from index.lexical import LexicalIndex, tokens
from index.opened import CANDIDATES, Index
from index.rows import Row
from index.version import IndexHome
from knowledge.splitting import Passage
from tests.bench.growth_data import REAL, Data, read

Found = dict[str, Any]
Search = Callable[[Vectors], Any]

KINDS = ("exact", "lists", "whole lists", "graph")
"""All rows; the product's lists; lists of whole vectors (IVFFlat); a graph (HNSW)."""

_TOKENS = 117
"""A passage's tokens: 15 kB in all at 128 bytes and a scale each (DECISIONS.md, 7)."""


class Drawn:
    """Stands for the encoder: a text is a row's number, its vector the one that was drawn."""

    name = fingerprint = "drawn"
    max_tokens = 512

    def __init__(self, data: Data, rows: int) -> None:
        self._data, self._rows = data, rows
        self.dimension = data.real.shape[1]

    def count_tokens(self, text: str) -> int:
        return len(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._data.vectors(self._rows)[[int(text) for text in texts]]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        sources = [self._data.source(int(text), self._rows) for text in texts]
        return self._data.sampled[sources]


def build(kind: str, rows: int, folder: Path) -> Found:
    data = read(folder)
    vectors = np.ascontiguousarray(data.vectors(rows))
    drawn = np.random.default_rng(0).choice(rows, min(SAMPLE, rows), replace=False)
    sampled = data.sampled[[data.source(int(row), rows) for row in drawn]]
    started = time.perf_counter()
    recall: float | None = None
    visited = 0
    if kind == "exact":
        DenseIndex.build(vectors).save(_file(kind, rows, folder))
    elif kind == "lists":
        dense, recall = build_approximate(vectors, sampled)
        dense.save(_file(kind, rows, folder))
        visited = dense._lists.nprobe if recall else 0
    else:
        index, visited, recall = _other(kind, vectors, sampled)
        faiss.write_index(index, str(_file(kind, rows, folder)))
    taken = time.perf_counter() - started
    return {"build_s": taken, "peak_mb": _peak(), "sampled": recall, "visited": visited}


def _other(kind: str, vectors: Vectors, sampled: Vectors) -> tuple[Any, int, float]:
    """An index of FAISS alone, set to find as much as the product's has to."""
    rows, dimension = vectors.shape
    faiss.omp_set_num_threads(psutil.cpu_count())
    exact = faiss.IndexFlatIP(dimension)
    exact.add(vectors)
    _, best = exact.search(sampled, 10)
    lists = 1 << round(math.log2(2 * math.sqrt(rows)))
    name, most = ("HNSW32,Flat", 2000) if kind == "graph" else (f"IVF{lists},Flat", lists)
    index: Any = faiss.index_factory(dimension, name, faiss.METRIC_INNER_PRODUCT)
    if kind != "graph":
        index.cp.max_points_per_centroid = 64
    index.train(vectors)
    index.add(vectors)

    def recall(effort: int) -> float:
        if kind == "graph":
            index.hnsw.efSearch = effort
        else:
            index.nprobe = effort
        return _recall(index.search(sampled, 10)[1], best, 10)

    effort = 1 + bisect_left(range(1, most), RECALL, key=recall)
    return index, effort, recall(effort)


def memory(kind: str, rows: int, folder: Path) -> Found:
    """Megabytes after all questions: the process' own, and pages of files that it can give back."""
    asked = read(folder).asked
    before = psutil.Process().memory_info()
    search = _opened(kind, rows, folder, visited=1 if kind in KINDS[2:] else 0)
    for vector in asked:
        search(vector)
    after = psutil.Process().memory_info()
    shared = after.shared - before.shared
    return {"own_mb": (after.rss - before.rss - shared) / 1e6, "mapped_mb": shared / 1e6}


def times(rows: int, folder: Path) -> Found:
    """All kinds in turns of ten questions, so that a machine that slows down slows all."""
    data = read(folder)
    sources = np.array([data.source(row, rows) for row in range(rows)])
    visited = json.loads((folder / f"visited-{rows}.json").read_text("utf-8"))
    calls = {kind: _opened(kind, rows, folder, visited[kind]) for kind in KINDS}
    for share, name in ((0.3, "third"), (0.01, "hundredth")):
        within = sources < REAL * share if rows > REAL else sources < rows * share
        for kind in KINDS[:2]:
            calls[f"{kind}, a {name} allowed"] = _opened(kind, rows, folder, 0, within)
    spent: dict[str, list[float]] = {name: [] for name in calls}
    found: dict[str, list[Any]] = {name: [] for name in calls}
    for start in range(0, len(data.asked), 10):
        for name, call in calls.items():
            call(data.asked[start])
            for vector in data.asked[start : start + 10]:
                started = time.perf_counter()
                rows_found = call(vector)
                spent[name].append((time.perf_counter() - started) * 1000)
                found[name].append(rows_found)
    return {
        name: {
            "ms": statistics.median(spent[name]),
            "recall": _recall(found[name], found[_exact(name)], 10),
            "recall_60": _recall(found[name], found[_exact(name)], CANDIDATES),
        }
        for name in calls
    }


def _exact(name: str) -> str:
    _, comma, filtered = name.partition(",")
    return "exact" + comma + filtered


def _opened(kind: str, rows: int, folder: Path, visited: int, allowed: Any | None = None) -> Search:
    file = _file(kind, rows, folder)
    if kind in KINDS[:2]:
        dense = DenseIndex.load(file)
        return lambda vector: dense.search(vector, limit=CANDIDATES, allowed=allowed)
    index: Any = faiss.read_index(str(file))
    faiss.omp_set_num_threads(1)
    if kind == "graph":
        index.hnsw.efSearch = visited
    else:
        index.nprobe = visited
    return lambda vector: index.search(vector[None], CANDIDATES)[1][0]


def words(rows: int, folder: Path) -> Found:
    data = read(folder)
    counted = _words(data, rows)
    before = _peak()
    started = time.perf_counter()
    LexicalIndex.build(counted).save(folder / f"words-{rows}")
    taken = time.perf_counter() - started
    return {"build_s": taken, "peak_mb": _peak() - before, "disk_mb": _disk(folder, "words", rows)}


def words_asked(rows: int, folder: Path) -> Found:
    data = read(folder)
    before = psutil.Process().memory_info().rss
    lexical = LexicalIndex.load(folder / f"words-{rows}", rows)
    queries = [tokens(question) for question in data.questions]
    ms = _median(lexical.scores, queries)
    return {"own_mb": (psutil.Process().memory_info().rss - before) / 1e6, "ms": ms}


def late_parts(rows: int, folder: Path) -> Found:
    """Random tokens: what is in them matters neither to time nor to room."""
    drawn = np.random.default_rng(0)
    packed = [
        late.Packed(
            drawn.integers(-127, 127, (_TOKENS, late.WIDTH), dtype=np.int8),
            drawn.random(_TOKENS, dtype=np.float32),
        )
        for _ in range(rows)
    ]
    directions = drawn.random((384, late.WIDTH), dtype=np.float32)
    started = time.perf_counter()
    late.save(folder / f"late-{rows}", packed, directions)
    taken = time.perf_counter() - started
    peak = _peak()
    del packed
    opened = late.TokenVectors(folder / f"late-{rows}")
    question = drawn.random((12, 384), dtype=np.float32)
    best = [drawn.integers(0, rows, 12) for _ in range(300)]
    ms = _median(lambda few: opened.matches(few, question), best)
    return {"build_s": taken, "peak_mb": peak, "disk_mb": _disk(folder, "late", rows), "ms": ms}


def whole(rows: int, folder: Path) -> Found:
    """`build_index` without the embedding, which costs the same for each passage."""
    data = read(folder)
    table = [
        Row(Passage(f"p{row}", f"p{row}", "", ""), str(row), tuple(counted))
        for row, counted in enumerate(_words(data, rows))
    ]
    started = time.perf_counter()
    build_index(IndexHome(folder / f"whole-{rows}"), table, Drawn(data, rows), content="growth")
    taken = time.perf_counter() - started
    return {"build_s": taken, "peak_mb": _peak(), "disk_mb": _disk(folder, "whole", rows)}


def asked(rows: int, folder: Path) -> Found:
    """A question as `index search` asks it: embedded, then searched."""
    data = read(folder)
    encoder = open_encoder(DEFAULT_MODEL, folder / "models")
    encoder.encode_queries(data.questions[:5])
    before = psutil.Process().memory_info()
    version = IndexHome(folder / f"whole-{rows}").current()
    assert version is not None
    started = time.perf_counter()
    index = Index(version)
    opening = time.perf_counter() - started
    embedding, searching = [], []
    for question in data.questions:
        started = time.perf_counter()
        vector = encoder.encode_queries([question])[0]
        embedded = time.perf_counter()
        index.search(question, vector, words={}, one_per_document=True)
        searching.append((time.perf_counter() - embedded) * 1000)
        embedding.append((embedded - started) * 1000)
    after = psutil.Process().memory_info()
    shared = after.shared - before.shared
    return {
        "recall": index.manifest.recall,
        "open_s": opening,
        "own_mb": (after.rss - before.rss - shared) / 1e6,
        "mapped_mb": shared / 1e6,
        "embedding_ms": statistics.median(embedding),
        "ms": statistics.median(searching),
    }


def _words(data: Data, rows: int) -> list[list[str]]:
    """Half of the words of the row's source and half of another passage's."""
    counted = [tokens(text) for text in data.texts]
    made = []
    for row in range(rows):
        own, other = counted[data.source(row, rows)], counted[row * 7919 % REAL]
        made.append(own[: len(own) // 2 + 1] + other[len(other) // 2 :])
    return made


def _recall(found: Sequence[Any], exact: Sequence[Any], limit: int) -> float:
    shares = [
        len(set(one[:limit]) & set(best[:limit])) / max(1, len(best[:limit]))
        for one, best in zip(found, exact, strict=True)
    ]
    return sum(shares) / len(shares)


def _median(call: Callable[[Any], Any], over: Sequence[Any]) -> float:
    spent = []
    for one in over:
        started = time.perf_counter()
        call(one)
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def _file(kind: str, rows: int, folder: Path) -> Path:
    return folder / f"{kind}-{rows}.faiss"


def _disk(folder: Path, name: str, rows: int) -> float:
    files = (folder / f"{name}-{rows}").rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _peak() -> float:
    """Most resident megabytes so far; `getrusage` would count those of the parent too."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if "VmHWM" in line) / 1000


PARTS: dict[str, Callable[[int, Path], Found]] = {
    **{f"build {kind}": lambda n, f, kind=kind: build(kind, n, f) for kind in KINDS},
    **{f"memory {kind}": lambda n, f, kind=kind: memory(kind, n, f) for kind in KINDS},
    "times": times,
    "words": words,
    "words asked": words_asked,
    "late": late_parts,
    "whole": whole,
    "asked": asked,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(PARTS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))) + "\n")
