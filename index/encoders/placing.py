"""Puts a finished model folder in its place in one step, whoever dies or comes second in between.

A folder is written in a workshop beside its place; a workshop that a killed run left is cleared by
the next one, under the same lock.
"""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from index.encoders import manifest


def lock(models_dir: Path, name: str) -> FileLock:
    """The lock under which the model of this name is made; `models_dir` must be there."""
    return FileLock(models_dir / f".{name}.lock")


@contextmanager
def workshop(models_dir: Path, name: str) -> Iterator[Path]:
    """Gives an empty folder on the models' disk and takes it away; only with the lock held."""
    for leftover in models_dir.glob(f".{name}.*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
    part = models_dir / f".{name}.{uuid.uuid4().hex}.part"
    try:
        part.mkdir(parents=True)
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def place(made: Path, target: Path) -> None:
    """Move a finished folder out of its workshop to its place, and what stood there into it."""
    if target.exists() and not (target / manifest.NAME).exists():
        # Nothing that we made lacks a manifest, so this may be someone's only copy.
        target.rename(target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.old"))
    elif target.exists():
        target.rename(made.with_name("old"))
    made.rename(target)
