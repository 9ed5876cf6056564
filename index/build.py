"""Passages → an index version, embedding again only what changed."""

import errno
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import late
from index.calibrating import calibrate
from index.dense import DenseIndex, build_fastest
from index.encoders.model_folder import ADAPTED
from index.encoders.protocol import Encoder, Vectors
from index.errors import IndexingError
from index.lexical import LexicalIndex
from index.opened import Index
from index.rows import Row, fact_text, text_hash, typed_facts
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

Report = Callable[[int, int], None]
"""Called with (passages embedded, passages to embed)."""

_BATCH = 16


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
        known, known_questions = _known_vectors(home, encoder.fingerprint)
        embedded = [row.embedded for row in rows]
        packer = _packer(home, encoder, rows)
        encode: Callable[[Sequence[str]], Vectors] = encoder.encode_passages
        if packer is not None:
            encode = _packing(encoder, packer)
            for row in rows:
                if row.hash not in packer.packed:
                    known.pop(row.hash, None)
        vectors = _embed(embedded, known, encode, report)
        if packer is not None:
            packer.settle()
        asked = [question for row in rows for question in row.questions]
        questions = _embed(asked, known_questions, encoder.encode_queries)
        stated = _fact_texts(knowledge) if knowledge else []
        fact_vectors = _embed(stated, known, encoder.encode_passages)

        def questions_about(drawn: NDArray[np.int64]) -> Vectors:
            return encoder.encode_queries([as_question(embedded[row]) for row in drawn])

        def write(folder: Path) -> Manifest:
            dense, recall = build_fastest(vectors, questions_about)
            dense.save(folder / VECTORS)
            LexicalIndex.build(_counted(rows, knowledge)).save(folder / LEXICAL)
            if asked:
                DenseIndex.build(questions).save(folder / QUESTIONS)
            table = [
                [row.passage.id, row.passage.document, row.hash, len(row.questions)] for row in rows
            ]
            (folder / ROWS).write_text(json.dumps(table), "utf-8")
            if knowledge is not None:
                hashes = {"questions": [*map(text_hash, asked)], "facts": [*map(text_hash, stated)]}
                (folder / TEXTS).write_text(json.dumps(hashes), "utf-8")
                _save(folder / FACT_VECTORS, fact_vectors.reshape(-1, encoder.dimension))
                (folder / KNOWLEDGE).write_text(dump_knowledge(knowledge), "utf-8")
            if packer is not None and packer.directions is not None:
                kept = [packer.packed[row.hash] for row in rows]
                late.save(folder / TOKENS, kept, packer.directions)
            manifest = Manifest(
                format=FORMAT,
                model=encoder.name,
                fingerprint=encoder.fingerprint,
                dimension=encoder.dimension,
                content=content,
                passages=len(rows),
                documents=len({row.passage.document for row in rows}),
                built_at=datetime.now(UTC),
                recall=recall,
            )
            _read_back(folder)
            own = None
            # A model adapted to the folder has learned its example questions: it finds them too
            # easily to be calibrated on them.
            if knowledge is not None and not encoder.name.startswith(ADAPTED):
                built = Index(folder, manifest)
                own = calibrate(built, knowledge, encoder, rows, manifest.built_at.date())
            if own is not None:
                calibration, asked_of = own
                (folder / CALIBRATION).write_text(json.dumps(asdict(calibration)), "utf-8")
                said = f"own, from {asked_of} example questions"
                manifest = manifest.model_copy(update={"calibration": said})
            return manifest

        home.publish(write)
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


def _packer(home: IndexHome, encoder: Encoder, rows: Sequence[Row]) -> late.Packer | None:
    """Holds the tokens of the version in use; None: this encoder or size does without."""
    if not isinstance(encoder, late.TokenEncoder) or len(rows) > late.MOST_ROWS:
        return None
    try:
        version = home.current()
        if version is None or read_manifest(version).fingerprint != encoder.fingerprint:
            return late.Packer()
        stored = late.TokenVectors(version / TOKENS)
        packer = late.Packer(stored.directions)
        table = json.loads((version / ROWS).read_text("utf-8"))
        packer.packed.update((row[2], stored.row(number)) for number, row in enumerate(table))
    except (IndexingError, OSError, ValueError, LookupError, TypeError):
        return late.Packer()
    return packer


def _packing(encoder: Encoder, packer: late.Packer) -> Callable[[Sequence[str]], Vectors]:
    """Encodes passages and keeps their tokens on the way."""

    def encode(texts: Sequence[str]) -> Vectors:
        if not isinstance(encoder, late.TokenEncoder):
            raise TypeError(encoder.name)  # a packer is only made for one that is
        vectors, tokens = encoder.passages_with_tokens(texts)
        for text, own in zip(texts, tokens, strict=True):
            packer.add(text_hash(text), own)
        return vectors

    return encode


Known = dict[str, Vectors]
"""Hash of a text → its vector, shape (dimension,)."""


def _embed(
    texts: Sequence[str],
    known: Known,
    encode: Callable[[Sequence[str]], Vectors],
    report: Report | None = None,
) -> Vectors:
    """A vector for each text; equal ones are encoded once, known ones not at all.

    Args:
        texts: any number.
        known: gets those that were missing.
        encode: asked for a few at a time, so that progress shows and a stop is heard.
        report: hears how far it is.
    """
    hashes = [text_hash(text) for text in texts]
    missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    keys = list(missing)
    if report:
        report(0, len(keys))
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        known.update(zip(batch, encode([missing[key] for key in batch]), strict=True))
        if report:
            report(start + len(batch), len(keys))
    return np.array([known[key] for key in hashes], dtype=np.float32)


def _known_vectors(home: IndexHome, fingerprint: str) -> tuple[Known, Known]:
    """The vectors of the version in use: of passages and facts, and of questions."""
    try:
        version = home.current()
        if version is None or read_manifest(version).fingerprint != fingerprint:
            return {}, {}
        hashes = [row[2] for row in json.loads((version / ROWS).read_text("utf-8"))]
        vectors = DenseIndex.load(version / VECTORS).vectors.copy()
        known = dict(zip(hashes, vectors, strict=True))
        questions: Known = {}
        if (version / TEXTS).exists():
            others = json.loads((version / TEXTS).read_text("utf-8"))
            known.update(zip(others["facts"], np.load(version / FACT_VECTORS), strict=True))
            if others["questions"]:
                vectors = DenseIndex.load(version / QUESTIONS).vectors.copy()
                questions.update(zip(others["questions"], vectors, strict=True))
    except (IndexingError, OSError, ValueError, LookupError, TypeError, EOFError):
        return {}, {}  # a damaged old version only costs time
    return known, questions


def _fact_texts(knowledge: Knowledge) -> list[str]:
    return [fact_text(knowledge, fact) for fact in typed_facts(knowledge)]


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
