"""The store on SQLite: one file, which keeps secrets and belongs to one process."""

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled, Received, StoreUnavailableError
from assistant.storage.database import Database
from tests.contract.places import SqlPlace, bodies, came

CANARY = b"KANARIEPIET"


def test_what_is_kept_can_be_read_nowhere(tmp_path: Path, sqlite: SqlPlace) -> None:
    store = sqlite.open()
    store.receive([Received(1, 987654321, CANARY), Received(2, 987654321, CANARY)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation(previous=CANARY.decode()), (CANARY,))])
    store.waiting(10)

    for _ in range(2):
        written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
        assert len(written) >= 4
        for content in written:
            assert CANARY not in content
            assert b"987654321" not in content
        sqlite.die(store)
        store = sqlite.open()


def test_what_is_erased_is_overwritten(sqlite: SqlPlace) -> None:
    store = sqlite.open()
    store.receive([came(1, body=b"x" * 900)])
    with store._database.transaction() as connection:
        encrypted = connection.execute(text("SELECT body FROM inbox")).scalar_one()
    store.settle([Handled(one.update_id, one.mentor) for one in store.waiting(10)])
    store.close()

    for file in sqlite.data_dir.iterdir():
        assert encrypted[:200] not in file.read_bytes()


def test_only_the_owner_may_read_the_data(sqlite: SqlPlace) -> None:
    store = sqlite.open()
    store.receive([came(1)])

    for file in sqlite.data_dir.iterdir():
        if file.suffix != ".lock":
            assert file.stat().st_mode & 0o077 == 0, file


def test_a_second_process_on_one_file_is_refused(sqlite: SqlPlace) -> None:
    first = sqlite.open()
    with pytest.raises(ConfigurationError, match="Another process already works on"):
        sqlite.open()

    sqlite.die(first)
    sqlite.open()


def test_a_file_that_is_no_database_is_told(sqlite: SqlPlace) -> None:
    sqlite.data_dir.mkdir()
    Path(sqlite.url.removeprefix("sqlite:///")).write_bytes(b"geen database" * 1000)

    with pytest.raises(ConfigurationError, match="is damaged, or no SQLite database"):
        sqlite.open()


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("een bestand", "utf-8")

    with pytest.raises(ConfigurationError, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path}/bezet/berichten.db").start()


def test_a_full_disk_is_told_and_nothing_is_half_stored(sqlite: SqlPlace) -> None:
    store = sqlite.open()
    store.receive([came(1)])
    (one,) = store.waiting(10)
    done = [Handled(1, one.mentor, Conversation("wilg"), (b"a", os.urandom(500_000)))]
    with store._database.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreUnavailableError, match="full"):
        store.settle(done)
    assert store.conversation(one.mentor) == Conversation()
    assert store.due(10) == []

    with store._database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.settle(done)
    assert store.conversation(one.mentor) == Conversation("wilg")
    assert bodies(store.due(10)) == [b"a"]


def test_an_operators_command_may_write_beside_the_bot(sqlite: SqlPlace) -> None:
    store = sqlite.open()
    store.receive([came(1)])
    beside = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"))
    beside.execute("BEGIN IMMEDIATE")
    beside.execute("DELETE FROM inbox")
    beside.commit()
    beside.close()

    assert store.waiting(10) == []
