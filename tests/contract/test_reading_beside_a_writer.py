"""Pages that only look wait for no bot that writes, and no bot waits for them."""

from pathlib import Path

import pytest

from assistant.ports import StoreUnavailableError
from assistant.storage import database
from assistant.storage.access import Access
from assistant.storage.marks import Mark, Marks
from assistant.storage.trends import TrendStore
from tests.integration.web.website import CODE, NOW


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[TrendStore]:
    """Two processes' connections to one SQLite file, that do not wait for each other."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.0)
    url = f"sqlite:///{tmp_path / 'data' / 'mentorkompas.db'}"
    key = tmp_path / "key" / "secret"
    return [TrendStore.open(url, key, tmp_path / "data") for _ in range(2)]


def test_what_was_released_is_read_while_somebody_writes(stores: list[TrendStore]) -> None:
    bot, pages = stores
    marks = Marks(pages.database)
    Marks(bot.database).put("eik", Mark("topic:a", "written", "2026-10"), NOW)
    token = Access(bot.database).issue_link(CODE, NOW)

    with bot.database.transaction():
        assert pages.released("eik", "2026-10") is None
        assert pages.months("eik") == ()
        assert pages.closed_through() is None
        assert pages.wishes("eik") == ()
        assert pages.wished("eik", "2026-10", "topic:a") == ()
        assert list(marks.of("eik")) == ["topic:a"]
        assert Access(pages.database).is_live(token, NOW)
        with pytest.raises(StoreUnavailableError):
            marks.take("eik", "topic:a")


def test_somebody_writes_while_it_is_read(stores: list[TrendStore]) -> None:
    bot, pages = stores

    with pages.database.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM mark").scalar()
        Marks(bot.database).put("eik", Mark("topic:a", "written", "2026-10"), NOW)
        after = connection.exec_driver_sql("SELECT count(*) FROM mark").scalar()

    assert (before, after) == (0, 0)
    assert list(Marks(pages.database).of("eik")) == ["topic:a"]
