"""This project's own search of a foreign collection."""

from collections.abc import Callable
from pathlib import Path

from index.encoders import open_encoder
from index.opened import Index
from index.search import Searcher
from index.version import IndexHome


def prepare(passages: Path, own: Path, model: str) -> None:
    from index.build import build_index
    from index.rows import corpus_rows

    encoder = open_encoder(model, own)
    build_index(IndexHome(own), corpus_rows(passages, encoder), encoder, content="bench")


def open_index(_passages: Path, own: Path, model: str, k: int) -> Callable[[str], list[str]]:
    version = IndexHome(own).current()
    assert version is not None
    searcher = Searcher(Index(version), open_encoder(model, own))
    return lambda question: [hit.id for hit in searcher.foreign(question, limit=k).hits]
