"""One version of an index, opened: ranks its rows for a question."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.calibration import COLLECTION, SECTIONS, Calibration, Signals
from index.dense import DenseIndex
from index.encoders.protocol import Vectors
from index.errors import IndexMissingError
from index.fusion import LATE_CANDIDATES, fuse, refine
from index.late import TokenVectors
from index.lexical import LexicalIndex, concepts, tokens
from index.rows import typed_facts
from index.version import (
    CALIBRATION,
    FACT_VECTORS,
    KNOWLEDGE,
    LEXICAL,
    QUESTIONS,
    ROWS,
    TOKENS,
    VECTORS,
    Manifest,
    read_manifest,
)
from knowledge.comparing import Fact
from knowledge.document import Document
from knowledge.holding import Knowledge
from knowledge.organisation import LEVELS, Scope
from knowledge.storing import read_knowledge

CANDIDATES = 60
"""Rows taken from each ranking before they are joined."""

NEARNESS = 0.012
"""What one level nearer to the mentor adds to a score: local before general (DECISIONS.md, 3)."""


@dataclass(frozen=True)
class Hit:
    """One section (or foreign passage) found; `score` is the joined one, higher is better."""

    id: str
    document: str
    score: float
    cosine: float


@dataclass(frozen=True)
class Filter:
    """Which rows may be found, and what each gets for being near; shapes (rows,).

    `documents` are those that hold, by id, nearest issuer first.
    """

    allowed: NDArray[np.bool_] | None
    bonus: NDArray[np.float32] | None
    documents: Mapping[str, Document] = field(default_factory=dict)


EVERYTHING = Filter(None, None)


class Index:
    """One opened version of an index; immutable, so that a swap never disturbs a search."""

    def __init__(self, version: Path, manifest: Manifest | None = None) -> None:
        """Open a version.

        Args:
            version: its folder.
            manifest: given by the build, which looks at a version before it is whole.

        Raises:
            IndexMissingError: a file is missing or damaged.
            IndexMismatchError: another version of the program wrote it.
        """
        self.version = version
        self.manifest = manifest or read_manifest(version)
        try:
            table = json.loads((version / ROWS).read_text("utf-8"))
            self.ids: list[str] = [row[0] for row in table]
            names: dict[str, int] = {}
            self._document_of_row = np.array(
                [names.setdefault(row[1], len(names)) for row in table], dtype=np.int32
            )
            self._document_names = list(names)
            self._dense = DenseIndex.load(version / VECTORS)
            self._tokens = TokenVectors(version / TOKENS) if (version / TOKENS).exists() else None
            stored = version / KNOWLEDGE
            self.knowledge: Knowledge | None = None
            asked = stated = np.zeros((0, self.manifest.dimension), dtype=np.float32)
            if stored.exists():
                self.knowledge = read_knowledge(stored.read_bytes())
                stated = np.load(version / FACT_VECTORS)
            self._counted = (
                np.arange(len(table), dtype=np.int32) if self.knowledge else self._document_of_row
            )
            """Row → whose words are counted together: its own, or its whole foreign document's."""
            self._lexical = LexicalIndex.load(version / LEXICAL, int(self._counted.max()) + 1)
            self.calibration = SECTIONS if self.knowledge else COLLECTION
            if (version / CALIBRATION).exists():
                own = json.loads((version / CALIBRATION).read_text("utf-8"))
                self.calibration = Calibration(tuple(own["weights"]), own["bias"])
            if (version / QUESTIONS).exists():
                asked = DenseIndex.load(version / QUESTIONS).vectors
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexMissingError(_damaged(version)) from error
        self.facts: tuple[Fact, ...] = typed_facts(self.knowledge) if self.knowledge else ()
        # A typed fact with its label is one more way in which its section is asked for.
        self._examples = DenseIndex.build(np.concatenate([asked, stated]))
        self._example_row = np.array(
            [number for number, row in enumerate(table) for _ in range(row[3])]
            + self._rows_of_facts(),
            dtype=np.int64,
        )
        self._filter = lru_cache(maxsize=256)(self._make_filter)

    @property
    def documents(self) -> list[str]:
        """The document of each row."""
        return [self._document_names[number] for number in self._document_of_row]

    def filter(self, scope: Scope, day: date) -> Filter:
        """The rows of the documents that hold for this scope on this day."""
        return self._filter(tuple(one.id for one in scope.organisations), day)

    def _rows_of_facts(self) -> list[int]:
        first: dict[str, int] = {}
        for number, name in enumerate(self.ids):
            first.setdefault(name, number)
            first.setdefault(name.partition("#")[0], number)
        return [
            first.get(f"{fact.document.id}#{fact.anchor}", first[fact.document.id])
            for fact in self.facts
        ]

    def _make_filter(self, organisations: tuple[str, ...], day: date) -> Filter:
        if self.knowledge is None:
            return EVERYTHING
        scope = Scope(None, tuple(self.knowledge.organisations[one] for one in organisations))
        holding = {d.id: d for d in self.knowledge.holding(scope, day)}
        near = {name: scope.distance[d.issuer] for name, d in holding.items()}
        rank = np.array([near.get(name, -1) for name in self._document_names], dtype=np.int32)
        of_row = rank[self._document_of_row]
        bonus = (NEARNESS * (len(LEVELS) - 1 - of_row)).astype(np.float32)
        return Filter(of_row >= 0, bonus, holding)

    def search(
        self,
        text: str,
        vector: Vectors,
        *,
        words: Mapping[str, str],
        own_tokens: Vectors | None = None,
        within: Filter = EVERYTHING,
        limit: int = 10,
        one_per_document: bool = False,
    ) -> tuple[tuple[Hit, ...], Signals]:
        """Rank the rows that are allowed.

        Args:
            text: the question.
            vector: its embedding, float32, shape (dimension,).
            words: the asker's own words → concepts.
            own_tokens: the question's token vectors, shape (tokens, dimension), if there are any.
            within: filtered before ranking, never after.
            limit: most hits, at least 1.
            one_per_document: for foreign collections; else one hit for each section.

        Returns:
            Hits best first, and what the calibration needs.
        """
        query = [*tokens(text), *concepts(text, words)]
        lexical = self._lexical.scores(query)[self._counted]
        if within.allowed is not None:
            lexical = np.where(within.allowed, lexical, 0)
        near = self._dense.search(vector, limit=CANDIDATES, allowed=within.allowed)
        count = min(CANDIDATES, lexical.size)
        named = np.argpartition(-lexical, count - 1)[:count]
        asked, likeness = self._nearest_examples(vector, within.allowed)
        rows = np.union1d(np.concatenate([near, asked]), named[lexical[named] > 0])
        if rows.size == 0:
            return (), Signals.nothing()
        cosine = self._dense.vectors[rows] @ vector
        idf = self._lexical.idf(query)
        example = np.zeros(rows.size, dtype=np.float32)
        np.maximum.at(example, np.searchsorted(rows, asked), likeness)
        score = fuse(cosine, lexical[rows], float(idf.sum()), example)
        if within.bonus is not None:
            score = score + within.bonus[rows]
        order = np.argsort(-score, kind="stable")
        rows, score, cosine = rows[order], score[order], cosine[order]
        if self._tokens is not None and own_tokens is not None and len(own_tokens):
            late = self._tokens.matches(rows[:LATE_CANDIDATES], own_tokens).mean(axis=1)
            score = refine(score, cosine, late)
            order = np.argsort(-score, kind="stable")
            rows, score, cosine = rows[order], score[order], cosine[order]
        signals = Signals.measure(
            cosine=cosine,
            lexical=lexical[rows],
            score=score,
            document=self._document_of_row[rows],
            idf=idf,
            present=self._lexical.present(query, int(self._counted[rows[0]])),
        )
        return self._hits(rows, score, cosine, limit, one_per_document), signals

    def leaving_out(self, lexical: LexicalIndex, questions: Sequence[int]) -> "Index":
        """The same without some example questions, to ask how it does on them.

        Args:
            lexical: the words of all rows without theirs.
            questions: their numbers, in the order of the rows.
        """
        kept = np.setdiff1d(np.arange(len(self._example_row)), questions)
        less = copy.copy(self)
        less._lexical = lexical
        less._examples = DenseIndex.build(self._examples.vectors[kept])
        less._example_row = self._example_row[kept]
        return less

    def fact_likeness(self, vector: Vectors) -> NDArray[np.float32]:
        """Cosine of a question and each of `facts`, shape (facts,)."""
        vectors = self._examples.vectors
        likeness: NDArray[np.float32] = vectors[len(vectors) - len(self.facts) :] @ vector
        return likeness

    def _hits(
        self,
        rows: NDArray[np.int64],
        score: NDArray[np.float32],
        cosine: NDArray[np.float32],
        limit: int,
        one_per_document: bool,
    ) -> tuple[Hit, ...]:
        """The first row of each section (or document) as its hit, from rows best first."""
        hits: dict[str, Hit] = {}
        for row, joined, alike in zip(rows.tolist(), score.tolist(), cosine.tolist(), strict=True):
            name = self._document_names[self._document_of_row[row]]
            unit = name if one_per_document else self.ids[row]
            if unit not in hits:
                hits[unit] = Hit(self.ids[row], name, joined, alike)
                if len(hits) == limit:
                    break
        return tuple(hits.values())

    def _nearest_examples(
        self, vector: Vectors, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows whose example questions or facts are nearest, and how near they are."""
        within = None if allowed is None else allowed[self._example_row]
        nearest = self._examples.search(vector, limit=CANDIDATES // 2, allowed=within)
        return self._example_row[nearest], self._examples.vectors[nearest] @ vector


def _damaged(version: Path) -> str:
    return f"The index in {version} is damaged; run: mentorkompas index build"
