"""A program that answers while builds go on: what `LiveSearcher` sees."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.bootstrap import LiveSearcher
from index.errors import IndexMismatchError, IndexMissingError
from index.version import MANIFEST, IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.folder import TODAY, SmallFolder

Build = Callable[..., Path | None]

QUESTION = "hoe vaak spreekt de mentor de student?"


def first_hit(live: LiveSearcher) -> str:
    searcher = live.current()
    scope = searcher.knowledge.organisations.scope(None)
    return searcher.ask(QUESTION, scope, TODAY).hits[0].id


@pytest.fixture
def live(home: IndexHome, build: Build, encoder: HashEncoder) -> LiveSearcher:
    build()
    live = LiveSearcher(home, encoder)
    assert first_hit(live) == "contact#overleg"
    return live


@pytest.fixture
def newer(live: LiveSearcher, knowledge: SmallFolder, build: Build) -> Path:
    """A version that was built while another was open."""
    assert live.current() is not None
    knowledge.add("contact", f"## Nieuw\n\n{QUESTION} Elke dag.")
    version = build()
    assert version is not None
    return version


@pytest.mark.usefixtures("newer")
def test_a_new_version_answers_the_next_message(live: LiveSearcher) -> None:
    assert first_hit(live) == "contact#nieuw"


def test_a_search_under_way_ends_on_the_version_it_began_with(
    live: LiveSearcher, knowledge: SmallFolder, build: Build
) -> None:
    begun = live.current()
    scope = begun.knowledge.organisations.scope(None)
    for number in range(3):
        knowledge.add("contact", f"## Nieuw {number}\n\n{QUESTION}")
        build()
    assert not begun.index.version.exists()

    assert begun.ask(QUESTION, scope, TODAY).hits[0].id == "contact#overleg"
    assert first_hit(live) == "contact#nieuw-2"


def test_an_unchanged_index_is_opened_once(live: LiveSearcher) -> None:
    assert live.current() is live.current()


@pytest.mark.parametrize("name", ["manifest.json", "vectors.faiss", "rows.json", "knowledge.json"])
def test_a_damaged_newer_version_stops_nobody(
    name: str, live: LiveSearcher, newer: Path, knowledge: SmallFolder, build: Build
) -> None:
    (newer / name).write_bytes(b"kapot")

    assert first_hit(live) == "contact#overleg"

    knowledge.add("contact", f"## Hersteld\n\n{QUESTION}")
    build()
    assert first_hit(live) == "contact#hersteld"


def test_a_newer_version_of_another_model_or_format_stops_nobody(
    live: LiveSearcher, newer: Path, build: Build
) -> None:
    build(HashEncoder(dimension=32))
    assert first_hit(live) == "contact#overleg"

    raw = json.loads((newer / MANIFEST).read_text())
    (newer / MANIFEST).write_text(json.dumps(raw | {"format": 99}))
    (newer.parent / "CURRENT").write_text(newer.name)
    assert first_hit(live) == "contact#overleg"


@pytest.mark.parametrize("pointer", [None, "", "v-20200101T000000-00000000"])
def test_a_lost_pointer_stops_nobody(
    pointer: str | None, live: LiveSearcher, home: IndexHome
) -> None:
    (home.root / "CURRENT").unlink()
    if pointer is not None:
        (home.root / "CURRENT").write_text(pointer)

    assert first_hit(live) == "contact#overleg"


def test_a_removed_folder_stops_nobody_who_had_it_open(live: LiveSearcher, home: IndexHome) -> None:
    shutil.rmtree(home.root)

    assert first_hit(live) == "contact#overleg"


def test_who_has_nothing_open_hears_what_to_do(home: IndexHome, build: Build) -> None:
    with pytest.raises(IndexMissingError, match="no index yet; run: mentorkompas index build"):
        LiveSearcher(home, HashEncoder()).current()

    build()
    with pytest.raises(IndexMismatchError, match="run: mentorkompas index build"):
        LiveSearcher(home, HashEncoder(dimension=32)).current()

    (home.root / "CURRENT").write_text("weg")
    with pytest.raises(IndexMissingError, match="damaged; run: mentorkompas index build"):
        LiveSearcher(home, HashEncoder()).current()
