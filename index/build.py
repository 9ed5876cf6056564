"""Passages → an index version, embedding again only what changed."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.dense import DenseIndex
from index.encoders.protocol import Encoder, Vectors
from index.errors import IndexingError
from index.lexical import LexicalIndex, concepts, in_concepts, tokens
from index.version import FORMAT, IndexHome, Manifest, read_manifest
from knowledge.comparing import Fact, facts
from knowledge.holding import Knowledge
from knowledge.splitting import Passage, passages, windows
from knowledge.storing import dump_knowledge

Report = Callable[[int, int], None]
"""Called with (passages embedded, passages to embed)."""

ROWS = "rows.json"
VECTORS = "vectors.faiss"
FACT_VECTORS = "facts.npy"
KNOWLEDGE = "knowledge.json"
LEXICAL = "lexical"

_MARGIN = 8
"""Tokens kept free for the prompt and the special tokens."""


@dataclass(frozen=True)
class Row:
    """One line of the index: what is embedded and what is counted in words."""

    passage: Passage
    embedded: str
    words: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Tells whether the vector of an older version still serves."""
        return hashlib.sha256(self.embedded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def knowledge_rows(knowledge: Knowledge, encoder: Encoder) -> list[Row]:
    """The rows of a knowledge folder.

    What is embedded has the concepts in place of the issuer's own words, so that a question of a
    mentor who says 'coach' meets a document that says 'werkplekbegeleider' for the same person.
    """
    found = []
    limit = encoder.max_tokens - _MARGIN
    documents = [d for d in knowledge.documents if d.status != "concept"]
    for passage in passages(documents, limit=limit, count_tokens=encoder.count_tokens):
        document = knowledge.by_id[passage.document]
        own = knowledge.organisations.words_of(document.issuer)
        text = f"{passage.heading}\n{passage.text}"
        words = (*tokens(document.title), *tokens(text), *concepts(text, own))
        found.append(Row(passage, in_concepts(text, own), words))
    return found


def fact_text(knowledge: Knowledge, fact: Fact) -> str:
    """What is embedded of a typed fact: its Dutch label and its quote, in concepts."""
    labels = knowledge.tasks if fact.is_task else knowledge.subjects
    label = labels.get(fact.key, fact.key.replace("-", " ").replace(".", " "))
    own = knowledge.organisations.words_of(fact.document.issuer)
    return in_concepts(f"{label}\n{fact.quote}", own)


def corpus_rows(file: Path, encoder: Encoder) -> list[Row]:
    """The rows of a foreign collection (CONTRACTS.md section 4).

    Raises:
        IndexingError: the file cannot be read, or a line is not a passage.
    """
    limit = encoder.max_tokens - _MARGIN
    found = []
    seen: set[str] = set()
    for number, line in enumerate(_lines(file), 1):
        try:
            raw = json.loads(line)
            name, text = str(raw["id"]), str(raw["text"])
            document, title = str(raw.get("document") or name), str(raw.get("title") or "")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise IndexingError(
                f'{file.name}:{number}: this line is no passage; write {{"id": …, "text": …}}.'
            ) from None
        if name in seen:
            raise IndexingError(f"{file.name}:{number}: the id '{name}' stands here a second time.")
        seen.add(name)
        for window in windows(text, limit=limit, count_tokens=encoder.count_tokens):
            passage = Passage(name, document, title, window)
            words = tokens(f"{title}\n{window}")
            found.append(Row(passage, window or title, tuple(words)))
    if not found:
        raise IndexingError(f"{file.name} holds no passages.")
    return found


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
    with home.lock():
        if is_fresh(home, encoder.fingerprint, content):
            return False
        vectors = _embed(home, rows, encoder, report or (lambda _done, _total: None))

        def write(folder: Path) -> Manifest:
            DenseIndex.build(vectors).save(folder / VECTORS)
            LexicalIndex.build([row.words for row in rows]).save(folder / LEXICAL)
            table = [[row.passage.id, row.passage.document, row.hash] for row in rows]
            (folder / ROWS).write_text(json.dumps(table, ensure_ascii=False), "utf-8")
            if knowledge is not None:
                texts = [fact_text(knowledge, f) for d in knowledge.documents for f in facts(d)]
                fact_vectors = (
                    encoder.encode_passages(texts)
                    if texts
                    else np.zeros((0, encoder.dimension), np.float32)
                )
                np.save(folder / FACT_VECTORS, fact_vectors)
                (folder / KNOWLEDGE).write_text(dump_knowledge(knowledge), "utf-8")
            return Manifest(
                format=FORMAT,
                model=encoder.name,
                fingerprint=encoder.fingerprint,
                dimension=encoder.dimension,
                content=content,
                passages=len(rows),
                documents=len({row.passage.document for row in rows}),
                built_at=datetime.now(UTC),
            )

        home.publish(write)
    return True


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


def _embed(home: IndexHome, rows: Sequence[Row], encoder: Encoder, report: Report) -> Vectors:
    """A vector for each row, taken from the version in use where its text is the same."""
    known = _known_vectors(home, encoder)
    vectors = np.zeros((len(rows), encoder.dimension), dtype=np.float32)
    missing = []
    for position, row in enumerate(rows):
        if row.hash in known:
            vectors[position] = known[row.hash]
        else:
            missing.append(position)
    report(0, len(missing))
    for done, start in enumerate(range(0, len(missing), 16), 1):
        batch = missing[start : start + 16]
        vectors[batch] = encoder.encode_passages([rows[position].embedded for position in batch])
        report(min(done * 16, len(missing)), len(missing))
    return vectors


def _known_vectors(home: IndexHome, encoder: Encoder) -> dict[str, Vectors]:
    try:
        version = home.current()
        if version is None or read_manifest(version).fingerprint != encoder.fingerprint:
            return {}
        table = json.loads((version / ROWS).read_text("utf-8"))
        vectors = DenseIndex.load(version / VECTORS).vectors
        return {row[2]: vectors[position].copy() for position, row in enumerate(table)}
    except (IndexingError, OSError, ValueError):
        return {}  # a damaged old version only costs time


def _lines(file: Path) -> Iterator[str]:
    opener = gzip.open if file.suffix == ".gz" else Path.open
    try:
        with opener(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield line
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise IndexingError(f"{file} cannot be read as UTF-8 lines: {error}") from None
