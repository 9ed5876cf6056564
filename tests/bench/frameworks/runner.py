"""Runs one contender inside its own environment; started by `tests.bench.frameworks`, by path.

`runner.py CONTENDER prepare|answer|size FOLDER MODEL`. FOLDER holds passages.jsonl and
questions.json, and what `prepare` leaves for `answer`.
"""

import importlib
import importlib.metadata
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

K = 10
_NOT_NEEDED = frozenset({"pip", "setuptools", "psutil"})


def main() -> None:
    name, task, place, model = sys.argv[1:5]
    folder = Path(place)
    if task == "size":
        _say(_size())
        return
    contender = importlib.import_module(f"contender_{name}")
    own = folder / name
    if task == "prepare":
        contender.prepare(folder / "passages.jsonl", own, model)
        return
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    ask = contender.open_index(folder / "passages.jsonl", own, model, K)
    ask(questions[0])
    _say({"answered": 1})  # the caller's clock stops here
    found, spent = [], []
    for question in questions:
        started = time.perf_counter()
        ids = ask(question)
        spent.append((time.perf_counter() - started) * 1000)
        found.append(ids[:K])
    import psutil  # not before: it is no part of a cold start

    memory = psutil.Process().memory_info().rss / 1e6
    _say({"found": found, "ms": statistics.median(spent), "memory_mb": memory})


def _size() -> dict[str, float]:
    """Megabytes of all that pip installed but itself and what only measures; torch apart."""
    megabytes: dict[str, float] = {}
    for distribution in importlib.metadata.distributions():
        name = distribution.metadata["Name"].lower()
        if name not in _NOT_NEEDED:
            paths = [Path(str(file.locate())) for file in distribution.files or ()]
            megabytes[name] = sum(path.stat().st_size for path in paths if path.is_file()) / 1e6
    return {"installed_mb": sum(megabytes.values()), "torch_mb": megabytes.get("torch", 0)}


def _say(line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
