"""Our search beside the hybrids of LangChain, Haystack and LlamaIndex, in one run.

`python -m tests.bench.frameworks [--json]`. Each contender has the same model folder, the same
passages and k = 10, an environment of its own (made when it is missing: minutes, and 1.5 GB each)
and a fresh process for every round. Rounds go in turns, so that a busy machine hits all alike. The
passages lie ready in whatever way the contender stores them. Installed is what the files of all
distributions in the environment take, less pip and psutil; the model's folder is left out for all.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from index.encoders import DEFAULT_MODEL, packaged
from knowledge.loading import load

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CACHE = user_cache_path("mentorkompas") / "bench"
CONTENDERS = ("ours", "langchain", "haystack", "llamaindex")
COLLECTIONS = {
    "shipped": ("knowledge/content", "tests/questions/shipped_dev.jsonl"),
    "waterland": ("tests/regions/waterland", "tests/questions/waterland.jsonl"),
}
ROUNDS = 5
_TORCH = "torch==2.13.0"

Figures = dict[str, Any]


@dataclass(frozen=True)
class Round:
    """What one process told; the sections found stand in the questions' order."""

    cold_ms: float
    ms: float
    memory_mb: float
    found: list[list[str]]


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    models = CACHE / "models"
    if packaged.is_outdated(models / DEFAULT_MODEL):
        packaged.prepare(models, lambda _step, _share: None)
    figures: dict[str, Figures] = {name: {"right": {}} for name in CONTENDERS}
    for name in CONTENDERS:
        _install(name)
        figures[name] |= next(_told(name, "size", HERE))
    for collection, (knowledge, questions) in COLLECTIONS.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            right = _prepare(folder, knowledge, questions)
            for name in CONTENDERS:
                list(_told(name, "prepare", folder))
            timed = collection == "shipped"
            rounds = _rounds(folder, ROUNDS + 1 if timed else 1)
            for name in CONTENDERS:
                figures[name]["right"][collection] = _right(rounds[name][0].found, right)
                if timed:  # the first one fills the page cache
                    figures[name] |= _timed(rounds[name][1:])
    for name in CONTENDERS:
        for measure in ("cold_ms", "ms", "memory_mb", "installed_mb"):
            figures[name][f"{measure} / ours"] = figures[name][measure] / figures["ours"][measure]
    if wanted.json:
        _say(json.dumps(figures))
        return
    for name in CONTENDERS:
        _show(name, figures[name])


def _install(name: str) -> None:
    """Make the contender's environment, unless it has these versions already."""
    place, stamp = CACHE / name, CACHE / name / "installed.txt"
    if name == "ours":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        pinned = (ROOT / "constraints.txt").read_text("utf-8")
        steps = [["-c", str(ROOT / "constraints.txt"), *project["dependencies"], "psutil"]]
        what = "\n".join([*project["dependencies"], pinned])
    else:
        what = (HERE / f"{name}.txt").read_text("utf-8")
        steps = [[_TORCH], ["-r", str(HERE / f"{name}.txt")]]
    if stamp.is_file() and stamp.read_text("utf-8") == what:
        return
    sys.stderr.write(f"installing {name} into {place}\n")
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    for step in steps:
        command = [place / "bin" / "python", "-m", "pip", "install", "--quiet", *step]
        subprocess.run(command, check=True, stdout=sys.stderr)
    stamp.write_text(what, "utf-8")


def _prepare(folder: Path, knowledge: str, questions: str) -> list[set[str]]:
    """Write the passages and the questions that have an answer; gives the right sections."""
    documents = [d for d in load(ROOT / knowledge).knowledge.documents if d.status != "concept"]
    passages = [
        {
            "id": f"{document.id}#{section.anchor}",
            "title": document.title,
            "text": f"{' > '.join(section.path or (document.title,))}\n{section.text}",
        }
        for document in documents
        for section in document.sections
    ]
    lines = "".join(json.dumps(passage, ensure_ascii=False) + "\n" for passage in passages)
    (folder / "passages.jsonl").write_text(lines, "utf-8")
    asked = [
        row
        for line in (ROOT / questions).read_text("utf-8").splitlines()
        if (row := json.loads(line))["expect"].get("sections")
    ]
    (folder / "questions.json").write_text(json.dumps([row["question"] for row in asked]), "utf-8")
    return [set(row["expect"]["sections"]) for row in asked]


def _rounds(folder: Path, count: int) -> dict[str, list[Round]]:
    rounds: dict[str, list[Round]] = {name: [] for name in CONTENDERS}
    for turn in range(count):
        for name in (*CONTENDERS[turn % 4 :], *CONTENDERS[: turn % 4]):
            rounds[name].append(_round(name, folder))
    return rounds


def _round(name: str, folder: Path) -> Round:
    """A fresh process: its first answer ends the cold start, all questions follow."""
    started = time.perf_counter()
    lines = _told(name, "answer", folder)
    next(lines)
    cold = (time.perf_counter() - started) * 1000
    (told,) = lines
    return Round(cold, told["ms"], told["memory_mb"], told["found"])


def _told(name: str, task: str, folder: Path) -> Iterator[Figures]:
    """Run a contender in its environment; gives the lines that it prints, as they come."""
    python = CACHE / name / "bin" / "python"
    command = [python, HERE / "runner.py", name, task, folder, CACHE / "models" / DEFAULT_MODEL]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    if name == "ours":
        environment["PYTHONPATH"] = str(ROOT)
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as process,
    ):
        for line in process.stdout or ():
            yield json.loads(line)
        if process.wait():
            errors.seek(0)
            raise SystemExit(f"{name} {task} failed:\n{errors.read()}")


def _timed(rounds: list[Round]) -> Figures:
    return {
        measure: statistics.median(getattr(one, measure) for one in rounds)
        for measure in ("cold_ms", "ms", "memory_mb")
    }


def _right(found: list[list[str]], right: list[set[str]]) -> dict[str, float]:
    """The share of questions with a right section first, in the first three, in the first ten."""
    return {
        f"@{k}": sum(
            bool(sections & set(ids[:k])) for ids, sections in zip(found, right, strict=True)
        )
        / len(right)
        for k in (1, 3, 10)
    }


def _show(name: str, told: Figures) -> None:
    _say(f"\n{name}")
    for collection, right in told["right"].items():
        shares = " / ".join(f"{share:.0%}" for share in right.values())
        _say(f"  {collection}: right first / in three / in ten {shares}")
    for measure, label, unit in (
        ("cold_ms", "first answer from a cold start", "ms"),
        ("ms", "a question", "ms"),
        ("memory_mb", "resident memory", "MB"),
        ("installed_mb", f"installed, of which torch {told['torch_mb']:.0f} MB", "MB"),
    ):
        ratio = told[f"{measure} / ours"]
        _say(f"  {label}: {told[measure]:,.1f} {unit}, {ratio:.1f} times ours")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
