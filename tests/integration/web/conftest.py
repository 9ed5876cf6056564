"""The pages over a small region, on a real server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.integration.web.website import CODE, EIK, Held, Website, history, indexed, region
from tests.unit.index.folder import SmallFolder

AVAILABLE = [Path("/usr/bin/chromium"), Path("/usr/bin/google-chrome")]
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    named = os.environ.get("CHROMIUM")
    found = Path(named) if named else next((one for one in AVAILABLE if one.exists()), None)
    assert found, "These tests need Chromium: apt-get install chromium, or set CHROMIUM to it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=_FLAGS)
        yield browser
        browser.close()


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
