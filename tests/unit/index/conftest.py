"""Where a version of the small folder is built, and by whom its encoder's work is counted."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.build import build_index
from index.encoders import Encoder, Vectors
from index.rows import knowledge_rows
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import SmallFolder


class CountingEncoder(HashEncoder):
    """Remembers every text that it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[str] = []
        self.queries: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return super().encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return super().encode_passages(texts)


@pytest.fixture
def counting() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def home(tmp_path: Path) -> IndexHome:
    return IndexHome(tmp_path / "index")


@pytest.fixture
def build(
    knowledge: SmallFolder, home: IndexHome, encoder: HashEncoder
) -> Callable[..., Path | None]:
    """Build the small folder as it is now; the new version, None when there was nothing to do."""

    def run(model: Encoder = encoder) -> Path | None:
        held = knowledge.load()
        rows = knowledge_rows(held, model)
        made = build_index(home, rows, model, content=knowledge.content, knowledge=held)
        return home.current() if made else None

    return run
