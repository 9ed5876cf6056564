"""Passages → an index version, embedding again only what changed."""

import errno
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
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

Known = dict[str, Vectors]
"""Hash of a text → its vector, shape (dimension,)."""

_BATCH = 16
"""Texts encoded between two reports, so that progress shows and a stop is heard."""


@dataclass(frozen=True)
class _Embedded:
    """All that a version is written from; each text's vector has its place, shape (texts, d).

    `asked` are the example questions in the order of the rows, `stated` the typed facts; a foreign
    collection has neither, nor `knowledge`. `packer` holds the rows' tokens, if they are kept.
    """

    rows: Sequence[Row]
    vectors: Vectors
    asked: Sequence[str]
    questions: Vectors
    stated: Sequence[str]
    facts: Vectors
    packer: late.Packer | None
    knowledge: Knowledge | None


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
        made = _embedded(home, rows, encoder, knowledge, report)
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


def _embedded(
    home: IndexHome,
    rows: Sequence[Row],
    encoder: Encoder,
    knowledge: Knowledge | None,
    report: Report | None,
) -> _Embedded:
    """Encode what the version in use does not know yet; only the rows are reported."""
    known, known_questions = _known_vectors(home, encoder.fingerprint)
    packer = _packer(home, encoder, rows)
    encode: Callable[[Sequence[str]], Vectors] = encoder.encode_passages
    if packer is not None:
        encode = _packing(encoder, packer)
        for row in rows:
            if row.hash not in packer.packed:
                known.pop(row.hash, None)
    vectors = _embed([row.embedded for row in rows], known, encode, report)
    if packer is not None:
        packer.settle()
    asked = [question for row in rows for question in row.questions]
    stated = _fact_texts(knowledge) if knowledge else []
    return _Embedded(
        rows=rows,
        vectors=vectors,
        asked=asked,
        questions=_embed(asked, known_questions, encoder.encode_queries),
        stated=stated,
        facts=_embed(stated, known, encoder.encode_passages),
        packer=packer,
        knowledge=knowledge,
    )


def _write(folder: Path, made: _Embedded, encoder: Encoder, content: str) -> Manifest:
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


def _write_rows(folder: Path, made: _Embedded, encoder: Encoder) -> float | None:
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


def _write_knowledge(folder: Path, made: _Embedded, knowledge: Knowledge, dimension: int) -> None:
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
