"""Foreign collections: indexed and searched like a knowledge folder, by whoever measures us."""

import hashlib
from pathlib import Path

from assistant.bootstrap import Report
from index.build import build_index
from index.encoders import Encoder
from index.errors import IndexMissingError
from index.opened import Index
from index.rows import corpus_rows
from index.search import Searcher
from index.version import IndexHome


def build(file: Path, out: Path, model: Encoder, report: Report) -> tuple[bool, int]:
    """Index a foreign collection; (whether a new version was made, passages).

    Raises:
        IndexingError: the file is no collection, or the index cannot be written.
    """
    rows = corpus_rows(file, model)
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    changed = build_index(
        IndexHome(out),
        rows,
        model,
        content=content,
        report=lambda done, total: report("passages", done, total),
    )
    return changed, len(rows)


def searcher(folder: Path, model: Encoder) -> Searcher:
    """The searcher over a foreign collection's index.

    Raises:
        IndexingError: there is none in this folder, or it is another model's.
    """
    version = IndexHome(folder).current() if folder.is_dir() else None
    if version is None:
        raise IndexMissingError(
            f"There is no index in {folder}; "
            f"run: mentorkompas index build --corpus FILE --out {folder}"
        )
    return Searcher(Index(version), model)
