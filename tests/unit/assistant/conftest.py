"""The small region, an assistant over it, and a mentor who talks."""

from collections.abc import Callable

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from index.version import IndexHome
from tests.unit.assistant.region import (
    TODAY,
    CertainSearcher,
    Mentor,
    Searchers,
    new_folder,
    searcher_over,
)


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
