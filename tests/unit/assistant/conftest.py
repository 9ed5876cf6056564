"""The small region, an assistant over it, and a mentor who talks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.version import IndexHome
from tests.unit.assistant.documents import add_alike, add_calendar
from tests.unit.assistant.keeper import add_roles
from tests.unit.assistant.region import (
    TODAY,
    CertainSearcher,
    Mentor,
    Searchers,
    new_folder,
    searcher_over,
)
from tests.unit.index.folder import SmallFolder


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """A searcher over the small region; nothing changes it."""
    root = tmp_path_factory.mktemp("regio")
    return searcher_over(new_folder(root / "kennis"), IndexHome(root / "index"))


@pytest.fixture
def assistant(region: CertainSearcher) -> Assistant:
    return Assistant(Searchers(region))


@pytest.fixture
def ask(assistant: Assistant) -> Callable[..., Answer]:
    """One question of a mentor of De Wilg, unless told otherwise."""

    def run(question: str, scope: str | None = "wilg", **more: object) -> Answer:
        return assistant.ask(question, scope=scope, **({"today": TODAY} | more))  # type: ignore[arg-type]

    return run


@pytest.fixture
def mentor(assistant: Assistant) -> Callable[..., Mentor]:
    """Somebody past the introduction; by default at De Wilg."""

    def make(scope: str | None = "wilg", **known: object) -> Mentor:
        return Mentor(assistant, scope=scope, **known)

    return make


@pytest.fixture(scope="session")
def coded_region(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """The small region with a code on its poster, tasks and dates."""
    root = tmp_path_factory.mktemp("poster")
    folder = new_folder(root / "kennis")
    add_calendar(folder)
    return searcher_over(folder, IndexHome(root / "index"))


@pytest.fixture
def coded(coded_region: CertainSearcher) -> Callable[..., Mentor]:
    """Somebody in the region with a code, tasks and dates."""
    assistant = Assistant(Searchers(coded_region))

    def make(scope: str | None = "wilg", **known: object) -> Mentor:
        return Mentor(assistant, scope=scope, **known)

    return make


@pytest.fixture(scope="session")
def roles_region(tmp_path_factory: pytest.TempPathFactory) -> CertainSearcher:
    """The small region with role descriptions."""
    root = tmp_path_factory.mktemp("rollen")
    folder = new_folder(root / "kennis")
    add_roles(folder)
    return searcher_over(folder, IndexHome(root / "index"))


@pytest.fixture
def national(tmp_path: Path) -> Callable[..., Mentor]:
    """Somebody in a region with one national document, which holds from 2026 on."""
    folder = SmallFolder(tmp_path / "kennis")
    add_alike(folder)
    searcher = searcher_over(folder, IndexHome(tmp_path / "index"))
    assistant = Assistant(Searchers(searcher))

    def make(scope: str | None = "wilg", **known: object) -> Mentor:
        return Mentor(assistant, scope=scope, **known)

    return make
