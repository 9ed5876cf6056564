"""Texts → vectors, encoding again only what the version in use does not know yet."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index import late
from index.dense import DenseIndex
from index.encoders.protocol import Encoder, Vectors
from index.errors import IndexingError
from index.rows import Row, fact_text, text_hash, typed_facts
from index.version import (
    FACT_VECTORS,
    QUESTIONS,
    ROWS,
    TEXTS,
    TOKENS,
    VECTORS,
    IndexHome,
    read_manifest,
)
from knowledge.holding import Knowledge

Report = Callable[[int, int], None]
"""Called with (passages embedded, passages to embed)."""

Known = dict[str, Vectors]
"""Hash of a text → its vector, shape (dimension,)."""

_BATCH = 16
"""Texts encoded between two reports, so that progress shows and a stop is heard."""


@dataclass(frozen=True)
class Embedded:
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


def embedded(
    home: IndexHome,
    rows: Sequence[Row],
    encoder: Encoder,
    knowledge: Knowledge | None,
    report: Report | None,
) -> Embedded:
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
    return Embedded(
        rows=rows,
        vectors=vectors,
        asked=asked,
        questions=_embed(asked, known_questions, encoder.encode_queries),
        stated=stated,
        facts=_embed(stated, known, encoder.encode_passages),
        packer=packer,
        knowledge=knowledge,
    )


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
