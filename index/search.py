"""A question → the sections or passages that fit it best, and how likely the first one answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from threadpoolctl import threadpool_limits

from index.calibration import Signals
from index.encoders.protocol import Encoder, Vectors
from index.errors import IndexingError, IndexMismatchError
from index.late import TokenEncoder
from index.lexical import in_concepts
from index.opened import Filter, Hit, Index
from index.spelling import in_full
from knowledge.holding import Knowledge
from knowledge.organisation import Scope


@dataclass(frozen=True)
class Found:
    """Hits best first, the calibrated chance that the first answers, and the question's vector."""

    hits: tuple[Hit, ...]
    answerable: float
    vector: Vectors


class Searcher:
    """An index and the encoder that made it."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        """Join them.

        Raises:
            IndexMismatchError: the index was made by another model.
        """
        manifest = index.manifest
        if manifest.fingerprint != encoder.fingerprint:
            raise IndexMismatchError(
                f"The index was made by model {manifest.model}, not by {encoder.name} as it is "
                "now; run: mentorkompas index build"
            )
        # Products this small: waking a second thread costs a hundred times what it saves.
        threadpool_limits(1, user_api="blas")
        self.index = index
        self.encoder = encoder
        # A message is judged, searched and searched for hints: it is embedded once.
        self._encoded = lru_cache(maxsize=8)(self._encode)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that was indexed.

        Raises:
            IndexingError: this is an index of a foreign collection.
        """
        if self.index.knowledge is None:
            raise IndexingError("This index holds a foreign collection, no knowledge folder.")
        return self.index.knowledge

    def ask(self, text: str, scope: Scope, day: date, *, limit: int = 10) -> Found:
        """Search the sections that hold for this scope on this day."""
        return self.within(text, scope, self.index.filter(scope, day), limit=limit)[0]

    def within(
        self, text: str, scope: Scope, filtered: Filter, *, limit: int = 10
    ) -> tuple[Found, Signals]:
        """Search these rows in the words of this scope; also tells what the chance came from."""
        vector, own = self.encode(text, scope.words)
        hits, signals = self.index.search(
            text, vector, words=scope.words, own_tokens=own, within=filtered, limit=limit
        )
        return Found(hits, self.index.calibration.chance(signals), vector), signals

    def anywhere(self, text: str, vector: Vectors, scope: Scope) -> tuple[Hit, ...]:
        """The best sections of all documents, also those that do not hold: for hints only."""
        hits, _ = self.index.search(text, vector, words=scope.words, limit=3)
        return hits

    def foreign(self, text: str, *, limit: int = 10) -> Found:
        """Search a foreign collection: one hit for each document, its best passage."""
        vector, own = self.encode(text, {})
        hits, signals = self.index.search(
            text, vector, words={}, own_tokens=own, limit=limit, one_per_document=True
        )
        return Found(hits, self.index.calibration.chance(signals), vector)

    def encode(self, text: str, words: Mapping[str, str]) -> tuple[Vectors, Vectors | None]:
        """A question's vector, shape (dimension,), and its tokens', its own words as concepts."""
        return self._encoded(in_concepts(in_full(text), words))

    def _encode(self, plain: str) -> tuple[Vectors, Vectors | None]:
        if isinstance(self.encoder, TokenEncoder):
            pooled, own = self.encoder.query_tokens(plain)
            return pooled[0], own
        return self.encoder.encode_queries([plain])[0], None
