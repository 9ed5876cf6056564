"""The pages over a small region, on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.web.website import CODE, EIK, Held, Website, history, indexed, region
from tests.unit.index.folder import SmallFolder


@pytest.fixture
def folder(tmp_path: Path) -> SmallFolder:
    made = SmallFolder(tmp_path / "kennis")
    region(made)
    return made


@pytest.fixture
def held(folder: SmallFolder, tmp_path: Path) -> Held:
    return Held(indexed(folder, tmp_path / "index"))


@pytest.fixture
def site(held: Held, tmp_path: Path) -> Iterator[Website]:
    made = Website(tmp_path, held)
    made.record(history())
    made.grant(CODE, EIK)
    made.start()
    yield made
    made.stop()
