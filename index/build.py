"""Passages → an index version, swapped in whole."""

import errno
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import late
from index.calibrating import calibrate
from index.dense import DenseIndex, build_fastest
from index.embedding import Embedded, Report, embedded
from index.encoders.model_folder import ADAPTED
from index.encoders.protocol import Encoder, Vectors
from index.errors import IndexingError
from index.lexical import LexicalIndex
from index.opened import Index
from index.rows import Row, text_hash
from index.version import (
    CALIBRATION,
    FACT_VECTORS,
    FORMAT,
    KNOWLEDGE,
    LEXICAL,
    QUESTIONS,
    ROWS,
    TEXTS,
    TOKENS,
    VECTORS,
    IndexHome,
    Manifest,
    read_manifest,
)
from knowledge.holding import Knowledge
from knowledge.storing import dump_knowledge


def build_index(
    home: IndexHome,
    rows: Sequence[Row],
    encoder: Encoder,
    *,
    content: str,
    knowledge: Knowledge | None = None,
    report: Report | None = None,
) -> bool:
    """Make a new version of the index, unless the one in use is already that.

    Args:
        home: where the versions lie.
        rows: at least one.
        encoder: its fingerprint is kept; only the same model may search.
        content: a hash of what the rows came from.
        knowledge: stored beside the rows, so that answers come from what was indexed.
        report: hears how far the embedding is.

    Returns:
        Whether a new version was made.

    Raises:
        IndexingError: the version cannot be written; the old one stays in use.
    """
    if not rows:
        raise IndexingError("There is no text to index; add documents with text first.")
    if is_fresh(home, encoder.fingerprint, content):
        return False  # also in a folder that may only be read
    with home.lock():
        if is_fresh(home, encoder.fingerprint, content):
            return False  # the build that this one waited for has made it
        made = embedded(home, rows, encoder, knowledge, report)
        home.publish(lambda folder: _write(folder, made, encoder, content))
    return True


def as_question(passage: str) -> str:
    """A few words that lie as far from all passages as a question does, to measure the search by.

    Every eighth of the first 64: at 10,000, 100,000 and 300,000 rows the nearest passage has cosine
    .79, .78, .78, that of a real question .78, .77, .78, and any number of visited lists finds as
    much for both within two points. A passage's first eight words (.88, .86, .87) would flatter.
    """
    return " ".join(passage.split()[:64:8])


def is_fresh(home: IndexHome, fingerprint: str, content: str) -> bool:
    """Whether the version in use is whole, of this model and of this content."""
    try:
        version = home.current()
        manifest = read_manifest(version) if version else None
    except IndexingError:
        return False
    return manifest is not None and (manifest.fingerprint, manifest.content) == (
        fingerprint,
        content,
    )


def _write(folder: Path, made: Embedded, encoder: Encoder, content: str) -> Manifest:
    """Fill the folder of a version; gives its manifest."""
    recall = _write_rows(folder, made, encoder)
    if made.knowledge is not None:
        _write_knowledge(folder, made, made.knowledge, encoder.dimension)
    manifest = Manifest(
        format=FORMAT,
        model=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        content=content,
        passages=len(made.rows),
        documents=len({row.passage.document for row in made.rows}),
        built_at=datetime.now(UTC),
        recall=recall,
    )
    _read_back(folder)
    # A model adapted to the folder has learned its example questions: it finds them too easily to
    # be calibrated on them.
    if made.knowledge is None or encoder.name.startswith(ADAPTED):
        return manifest
    built = Index(folder, manifest)
    own = calibrate(built, made.knowledge, encoder, made.rows, manifest.built_at.date())
    if own is None:
        return manifest
    calibration, asked_of = own
    (folder / CALIBRATION).write_text(json.dumps(asdict(calibration)), "utf-8")
    said = f"own, from {asked_of} example questions"
    return manifest.model_copy(update={"calibration": said})


def _write_rows(folder: Path, made: Embedded, encoder: Encoder) -> float | None:
    """Write what every index has; gives the share of the exact ten found, None: it is exact."""

    def questions_about(drawn: NDArray[np.int64]) -> Vectors:
        return encoder.encode_queries([as_question(made.rows[row].embedded) for row in drawn])

    dense, recall = build_fastest(made.vectors, questions_about)
    dense.save(folder / VECTORS)
    LexicalIndex.build(_counted(made.rows, made.knowledge)).save(folder / LEXICAL)
    if made.asked:
        DenseIndex.build(made.questions).save(folder / QUESTIONS)
    table = [
        [row.passage.id, row.passage.document, row.hash, len(row.questions)] for row in made.rows
    ]
    (folder / ROWS).write_text(json.dumps(table), "utf-8")
    if made.packer is not None and made.packer.directions is not None:
        kept = [made.packer.packed[row.hash] for row in made.rows]
        late.save(folder / TOKENS, kept, made.packer.directions)
    return recall


def _write_knowledge(folder: Path, made: Embedded, knowledge: Knowledge, dimension: int) -> None:
    """Write what a knowledge folder's index has besides."""
    hashes = {
        "questions": [text_hash(text) for text in made.asked],
        "facts": [text_hash(text) for text in made.stated],
    }
    (folder / TEXTS).write_text(json.dumps(hashes), "utf-8")
    _save(folder / FACT_VECTORS, made.facts.reshape(-1, dimension))
    (folder / KNOWLEDGE).write_text(dump_knowledge(knowledge), "utf-8")


def _counted(rows: Sequence[Row], knowledge: Knowledge | None) -> list[tuple[str, ...]]:
    """Whose words are counted together: a section's, or a foreign collection's whole document's.

    Passages of a foreign document belong together and the document is what is found; in a
    knowledge folder each section speaks for itself (DECISIONS.md, 10).
    """
    if knowledge is not None:
        return [row.words for row in rows]
    documents: dict[str, list[str]] = {}
    for row in rows:
        documents.setdefault(row.passage.document, []).extend(row.words)
    return [tuple(words) for words in documents.values()]


def _save(file: Path, array: Vectors) -> None:
    """Write as `np.save` does, which misses what a full disk refuses when the file is closed."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    file.write_bytes(buffer.getbuffer())


def _read_back(folder: Path) -> None:
    """Refuse what the disk did not take whole; others than we save with `np.save` (see `_save`).

    Raises:
        OSError: the disk is full.
    """
    for file in folder.rglob("*.npy"):
        try:
            np.load(file, mmap_mode="r")
        except (ValueError, EOFError) as error:
            raise OSError(errno.ENOSPC, "only a part was written") from error
