"""Trains the adapter that `model prepare` merges into the default model.

A low-rank adapter on the upper layers (`learning`) learns from our own pairs of a spoken question
and the section that answers it. Run it with `python -m index.adaptation.train`; it needs the extra
`training`, and about half an hour on two cores.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import save_file

from index.adaptation.learning import Batch, Learner

HERE = Path(__file__).parent
PAIRS = HERE / "pairs"
ADAPTER = HERE / "adapter.safetensors"

RATE = 2e-4
BATCH = 24


@dataclass(frozen=True)
class Section:
    """A section and its questions."""

    key: str
    text: str
    questions: tuple[str, ...]


def sections(file: Path) -> list[Section]:
    """The sections of one partnership."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Section(
            key=f"{file.stem}/{row['id']}",
            text=f"{row['heading']}\n{row['text']}".strip(),
            questions=tuple(row["questions"]),
        )
        for row in rows
    ]


def batches(found: list[Section], drawn: random.Random) -> Iterator[list[tuple[str, Section]]]:
    """All pairs, each batch from neighbouring sections: their texts are each other's near misses.

    No section stands twice in a batch. Half of the batches of an epoch are mixed at random.
    """
    rounds = max(len(section.questions) for section in found)
    asked = {
        section.key: drawn.sample(section.questions, len(section.questions)) for section in found
    }
    made = []
    for turn in range(rounds):
        order = list(found)
        if turn % 2:
            drawn.shuffle(order)
        else:
            start = drawn.randrange(len(order))
            order = order[start:] + order[:start]
        pairs = [(asked[s.key][turn], s) for s in order if turn < len(s.questions)]
        made += [pairs[i : i + BATCH] for i in range(0, len(pairs) - BATCH // 2, BATCH)]
    drawn.shuffle(made)
    yield from made


def train(folder: Path, files: list[Path], epochs: int, out: Path) -> None:
    """Train on the pairs of some partnerships and write the adapter."""
    drawn = random.Random(0)  # noqa: S311 - the same order each time, no secret
    found = [section for file in files for section in sections(file)]
    steps = epochs * (sum(len(section.questions) for section in found) // BATCH + 4)
    learner = Learner(folder, steps=steps, rate=RATE)
    started = time.monotonic()
    for epoch in range(epochs):
        total = count = 0.0
        for pairs in batches(found, drawn):
            batch = Batch(
                questions=[question for question, _ in pairs],
                passages=[section.text for _, section in pairs],
                right=list(range(len(pairs))),
            )
            total, count = total + learner.step(batch), count + 1
            if count % 20 == 0:
                passed = time.monotonic() - started
                sys.stderr.write(f"epoch {epoch + 1} {total / count:.3f} {passed:.0f} s\n")
        save_file(learner.encoding.adapter(), out)


def main() -> None:
    """Train on all partnerships but those that are held out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "model", type=Path, help="the folder that `mentorkompas model prepare` made"
    )
    parser.add_argument("--hold-out", nargs="*", default=[], help="partnerships kept for judging")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    read = parser.parse_args()
    files = [file for file in sorted(PAIRS.glob("*.jsonl")) if file.stem not in read.hold_out]
    train(read.model, files, read.epochs, read.out)


if __name__ == "__main__":
    main()
