"""What is indexed of a knowledge folder or of a foreign collection, line by line."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.encoders.protocol import Encoder
from index.errors import IndexingError
from index.lexical import concepts, in_concepts, tokens
from knowledge.comparing import Fact, facts
from knowledge.holding import Knowledge
from knowledge.splitting import Passage, passages, windows

_MARGIN = 8
"""Tokens kept free for the prompt and the special tokens."""


@dataclass(frozen=True)
class Row:
    """One line of the index: what is embedded, what is counted in words, how it is asked for."""

    passage: Passage
    embedded: str
    words: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """Tells whether the vector of an older version still serves."""
        return text_hash(self.embedded)


def knowledge_rows(knowledge: Knowledge, encoder: Encoder) -> list[Row]:
    """The rows of a knowledge folder.

    What is embedded has the concepts in place of the issuer's own words, so that a question of a
    mentor who says 'coach' meets a document that says 'werkplekbegeleider' for the same person.
    """
    found: list[Row] = []
    limit = encoder.max_tokens - _MARGIN
    documents = [d for d in knowledge.documents if d.status != "concept"]
    for passage in passages(documents, limit=limit, count_tokens=encoder.count_tokens):
        document = knowledge.by_id[passage.document]
        own = knowledge.organisations.words_of(document.issuer)
        text = f"{passage.heading}\n{passage.text}"
        anchor = passage.id.partition("#")[2]
        # A section cut into windows has its questions on the first.
        first = not found or found[-1].passage.id != passage.id
        asked = document.questions.get(anchor, ()) if first else ()
        words = (*tokens("\n".join((text, *asked))), *concepts(text, own))
        questions = tuple(in_concepts(question, own) for question in asked)
        found.append(Row(passage, in_concepts(text, own), words, questions))
    return found


def typed_facts(knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts that can be asked for, in the order of their vectors; a concept has none."""
    return tuple(fact for d in knowledge.documents if d.status != "concept" for fact in facts(d))


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
    for number, line in _lines(file):
        try:
            raw = json.loads(line)
            name, text = _text(raw["id"]), _text(raw["text"])
            document, title = _text(raw.get("document") or name), _text(raw.get("title") or "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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


def text_hash(text: str) -> str:
    """Names a text, so that its vector is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise TypeError


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, each with its number."""
    opener = gzip.open if file.suffix == ".gz" else Path.open
    try:
        with opener(file, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise IndexingError(f"{file} cannot be read as UTF-8 lines: {error}") from None
