"""Parts that many tests need: an encoder without a model, a small folder, a searcher over it."""

from pathlib import Path

import pytest

from index.build import build_index
from index.opened import Index
from index.rows import knowledge_rows
from index.search import Searcher
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def knowledge(tmp_path: Path) -> SmallFolder:
    """A small folder; `add` writes a document into it."""
    return SmallFolder(tmp_path / "kennis")


@pytest.fixture
def searcher(knowledge: SmallFolder, encoder: HashEncoder, tmp_path: Path) -> Searcher:
    """Over the small folder as it is when the test asks for it."""
    home = IndexHome(tmp_path / "zoeker")
    held = knowledge.load()
    build_index(
        home, knowledge_rows(held, encoder), encoder, content=knowledge.content, knowledge=held
    )
    version = home.current()
    assert version is not None
    return Searcher(Index(version), encoder)
