"""What the store promises beyond the contract: secrecy, refusals, several processes."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from assistant.errors import AssistantError, ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Claimed, Handled, Received, Sent, StoreUnavailableError
from assistant.storage import schema
from assistant.storage.database import Database
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, answered, bodies, came, numbers

CANARY = b"KANARIEPIET"


def test_the_migrations_make_the_tables_of_the_schema(sql: SqlPlace) -> None:
    sql.open()
    with Database(sql.url).transaction() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == schema.VERSION


def test_a_database_of_a_newer_version_is_refused(sql: SqlPlace) -> None:
    sql.open().close()
    change = text("UPDATE alembic_version SET version_num = :number")
    with Database(sql.url).transaction() as connection:
        connection.execute(change, {"number": "9999"})
    try:
        with pytest.raises(ConfigurationError, match=r"newer version \(9999\).*install"):
            sql.open()
    finally:
        with Database(sql.url).transaction() as connection:
            connection.execute(change, {"number": schema.VERSION})


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


def test_a_lost_key_is_told_and_no_new_one_is_made(sql: SqlPlace) -> None:
    sql.open().close()
    sql.key_file.unlink()

    with pytest.raises(ConfigurationError, match="is missing while there is data"):
        sql.open()
    assert not sql.key_file.exists()


def test_another_key_is_refused(sql: SqlPlace, tmp_path: Path) -> None:
    sql.open().close()
    other = tmp_path / "ander"
    Store.open(f"sqlite:///{tmp_path}/ander.db", other, sql.data_dir, sql.clock).close()
    shutil.copy(other, sql.key_file)

    with pytest.raises(ConfigurationError, match="not the one that the data was encrypted with"):
        sql.open()


def test_a_new_key_above_the_old_one_opens_everything(sql: SqlPlace, tmp_path: Path) -> None:
    store = sql.open()
    store.receive([came(1, chat=5), came(2, chat=5)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"a",))])
    store.close()
    other = tmp_path / "ander"
    Store.open(f"sqlite:///{tmp_path}/ander.db", other, sql.data_dir, sql.clock).close()
    sql.key_file.write_bytes(other.read_bytes() + sql.key_file.read_bytes())

    after = sql.open()

    assert after.pseudonym(5) == one.mentor
    assert after.conversation(one.mentor) == Conversation("wilg")
    assert numbers(after.waiting(10)) == [2]
    assert [(message.chat, message.body) for message in after.due(10)] == [(5, b"a")]


@pytest.mark.parametrize("how", ["asked", "operator"])
def test_a_backup_reveals_nothing_of_who_was_forgotten(
    sqlite: SqlPlace, tmp_path: Path, how: str
) -> None:
    store = sqlite.open()
    store.receive([came(1), came(2), came(3, chat=2)])
    one, other = store.waiting(10)
    store.settle(
        [
            Handled(1, one.mentor, Conversation("wilg")),
            Handled(3, other.mentor, Conversation("eik")),
        ]
    )
    store.close()
    shutil.copytree(sqlite.data_dir, tmp_path / "kopie")
    store = sqlite.open()
    if how == "operator":
        store.forget(one.mentor)
    else:
        (two,) = store.waiting(10)
        store.settle([Handled(2, two.mentor, None, (b"weg",), forget=True)])
    store.close()
    shutil.rmtree(sqlite.data_dir)
    shutil.copytree(tmp_path / "kopie", sqlite.data_dir)

    after = sqlite.open()

    assert after.conversation(one.mentor) == Conversation()
    assert after.conversation(other.mentor) == Conversation("eik")


@pytest.mark.parametrize("later", [(), (None,), (Conversation("eik"),)])
def test_a_key_that_outlived_a_death_goes_later(
    sql: SqlPlace, later: tuple[Conversation | None, ...]
) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"))])
    (key,) = sql.key_file.parent.glob(f"**/{one.mentor}")
    old = key.read_bytes()
    (two,) = store.waiting(10)
    store.settle([Handled(2, two.mentor, None, (b"alles is weg",), forget=True)])
    key.write_bytes(old)  # as if the process had died between the commit and the key

    for talk in later:
        store.receive([came(3)])
        store.settle([Handled(3, three.mentor, talk) for three in store.waiting(10)])
    store.sent([Sent(message.id) for message in store.due(10)])

    assert not key.exists() or key.read_bytes() != old
    assert store.conversation(one.mentor) == Conversation("eik" if any(later) else None)


def test_nothing_of_who_was_forgotten_stays_in_the_database(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, Conversation("wilg"), (b"a",))])
    store.sent([Sent(message.id, 31, 20) for message in store.due(10)])
    (two,) = store.waiting(10)
    store.settle([Handled(2, two.mentor, None, (b"alles is weg",), forget=True)])
    assert _rows_of(sql, one.mentor) == {"outbox": 1, "address": 1}

    store.sent([Sent(message.id) for message in store.due(10)])

    assert _rows_of(sql, one.mentor) == {}
    assert not list(sql.key_file.parent.glob(f"**/{one.mentor}"))


def test_who_wrote_before_the_receipt_was_sent_keeps_the_new_conversation(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(1), came(2)])
    (one,) = store.waiting(10)
    store.settle([Handled(1, one.mentor, None, (b"alles is weg",), forget=True)])
    (two,) = store.waiting(10)
    store.sent([Sent(message.id) for message in store.due(10)])
    store.settle([Handled(2, two.mentor, Conversation("eik"), (b"hallo",))])

    assert [message.chat for message in store.due(10)] == [1]
    assert store.conversation(one.mentor) == Conversation("eik")


def test_a_damaged_row_holds_nothing_up(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(number, chat=number) for number in (1, 2, 3)])
    with Database(sql.url).transaction() as connection:
        connection.execute(text("UPDATE inbox SET body = :x WHERE update_id = 1"), {"x": b"rommel"})

    claimed = store.waiting(10)
    assert [one.set_aside for one in claimed] == [True, False, False]
    store.settle(
        [Handled(one.update_id, one.mentor, Conversation("wilg"), (b"a", b"b")) for one in claimed]
    )
    with Database(sql.url).transaction() as connection:
        connection.execute(text("UPDATE outbox SET body = :x WHERE id = 1"), {"x": b"rommel"})
        connection.execute(text("UPDATE conversation SET body = :x"), {"x": b"rommel"})

    assert bodies(store.due(10)) == [b"a", b"a"]
    assert bodies(store.due(10)) == [b"b"]
    assert store.conversation(claimed[0].mentor) == Conversation()


def test_a_second_process_on_one_file_is_refused(sqlite: SqlPlace) -> None:
    first = sqlite.open()
    with pytest.raises(ConfigurationError, match="Another process already works on"):
        sqlite.open()

    sqlite.die(first)
    sqlite.open()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "is no database URL"),
        ("mysql://root@localhost/x", "names no database that can be used"),
        ("sqlite://", "names no database that can be used"),
        ("sqlite:///:memory:", "names no database that can be used"),
    ],
)
def test_a_url_that_cannot_be_used_is_told(url: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Database(url)


def test_a_server_that_is_away_is_told_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://bot:{CANARY.decode()}@/berichten?host={tmp_path}"
    with pytest.raises(StoreUnavailableError, match="cannot be used now") as raised:
        Database(url).start()

    assert CANARY.decode() not in str(raised.value)


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


def test_processes_share_the_work_a_mentor_with_one_at_a_time(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(1), came(2), came(3, chat=2), came(4, chat=3)])

    ours = one.waiting(2)
    theirs = two.waiting(10)
    assert numbers(ours) == [1, 3]
    assert numbers(theirs) == [4]
    assert one.waiting(10) == two.waiting(10) == []

    one.settle([answered(update) for update in ours])
    assert numbers(two.waiting(10)) == [2]


def test_a_dead_process_loses_its_claims_to_another(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(1), came(2, chat=2)])
    assert numbers(one.waiting(1)) == [1]
    assert numbers(two.waiting(10)) == [2]
    two.release([2])

    postgresql.die(one)

    (again,) = two.waiting(10)
    assert again.update_id == 1
    two.settle([answered(again)])
    assert numbers(two.waiting(10)) == [2]


def test_what_another_process_handles_keeps_nobody_waiting(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(number, chat=number) for number in range(1, 31)])
    assert len(one.waiting(10)) == 10

    assert numbers(two.waiting(5)) == [11, 12, 13, 14, 15]
    assert numbers(two.waiting(5)) == [16, 17, 18, 19, 20]
    assert numbers(one.waiting(5)) == [21, 22, 23, 24, 25]


def test_a_message_is_sent_by_one_process(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(number, chat=number) for number in (1, 2, 3)])
    one.settle([answered(update, b"%d" % update.update_id, b"x") for update in one.waiting(10)])

    ours = one.due(2)
    theirs = two.due(10)
    assert bodies(ours) == [b"1", b"2"]
    assert bodies(theirs) == [b"3"]
    assert one.due(10) == two.due(10) == []

    one.sent([Sent(message.id) for message in ours])
    assert bodies(two.due(10)) == [b"x", b"x"]
    postgresql.die(two)
    assert bodies(one.due(10)) == [b"x", b"x", b"3"]


def test_one_of_several_processes_polls_and_another_takes_over(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    assert one.may_poll()
    assert not two.may_poll()
    assert one.may_poll()

    postgresql.die(one)

    assert two.may_poll()


def test_what_one_process_receives_wakes_another(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    two.wait(0)
    while two.wait(0):
        pass

    one.receive([came(1)])
    assert two.wait(30)


def test_a_cut_connection_loses_nothing_and_doubles_nothing(postgresql: SqlPlace) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(1), came(2, chat=2)])
    kept, lost = one.waiting(10)
    done = [
        Handled(update.update_id, update.mentor, Conversation("wilg"), (b"eerste",))
        for update in (kept, lost)
    ]
    _cut(one)
    with pytest.raises(StoreUnavailableError):
        one.settle(done)

    # Meanwhile the other process takes over one of the two.
    (taken,) = two.waiting(1)
    two.settle([Handled(taken.update_id, taken.mentor, Conversation("eik"), (b"tweede",))])
    one.settle(done)

    assert one.conversation(taken.mentor) == Conversation("eik")
    assert one.conversation(lost.mentor) == Conversation("wilg")
    assert bodies(two.due(10)) == [b"tweede", b"eerste"]
    assert one.waiting(10) == two.waiting(10) == []


def test_who_lost_the_connection_does_not_settle_what_another_has_in_hand(
    postgresql: SqlPlace,
) -> None:
    one, two = postgresql.open(), postgresql.open()
    one.receive([came(1)])
    (ours,) = one.waiting(10)
    _cut(one)
    with pytest.raises(StoreUnavailableError):
        one.offset()
    (theirs,) = two.waiting(10)

    one.settle([answered(ours, b"te laat")])
    two.settle([answered(theirs, b"op tijd")])

    assert bodies(one.due(10)) == [b"op tijd"]


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.receive([came(9)]),
        lambda store: store.waiting(10),
        lambda store: store.due(10),
        lambda store: store.may_poll(),
        lambda store: store.offset(),
    ],
)
def test_after_a_cut_connection_the_next_call_works(
    postgresql: SqlPlace, call: Callable[[Store], object]
) -> None:
    store = postgresql.open()
    _cut(store)
    with pytest.raises(AssistantError, match="cannot be used now"):
        call(store)

    call(store)


def test_listening_goes_on_after_a_cut_connection(postgresql: SqlPlace) -> None:
    store = postgresql.open()
    store.wait(0)
    while store.wait(0):
        pass
    listening = store._news._listening  # type: ignore[attr-defined]
    _terminate(store, listening.connection.driver_connection.info.backend_pid)
    with pytest.raises(StoreUnavailableError, match="listened to"):
        store.wait(5)

    assert store.wait(5)
    store.receive([came(1)])
    assert store.wait(5)


def test_a_long_past_slows_nothing_down(sql: SqlPlace) -> None:
    store = sql.open()
    store.receive([came(number, chat=number % 50) for number in range(1000)])
    handled: list[Claimed] = []
    while claimed := store.waiting(100):
        store.settle([answered(one) for one in claimed])
        handled += claimed
        store.sent([Sent(message.id, 1, 2) for message in store.due(100)])
    sql.clock.move(timedelta(hours=49))
    store.prune(sql.clock.now() - timedelta(hours=48))

    assert len(handled) == 1000
    assert all(_rows_of(sql, mentor) == {"address": 1} for mentor in {o.mentor for o in handled})
    with Database(sql.url).transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM seen")).scalar() == 0


def _rows_of(place: SqlPlace, mentor: str) -> dict[str, int]:
    """How many rows of a mentor each table holds, where there are any."""
    counts = {}
    with Database(place.url).transaction() as connection:
        for table in schema.metadata.sorted_tables:
            if "mentor" in table.c:
                rows = connection.execute(table.select().where(table.c.mentor == mentor)).all()
                counts[table.name] = len(rows)
    return {name: count for name, count in counts.items() if count}


def _cut(store: Store) -> None:
    """The server ends the store's connection, as after a cut cable."""
    with store._database.transaction() as connection:
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    _terminate(store, pid)


def _terminate(store: Store, pid: int) -> None:
    other = store._database.another()
    end = text("SELECT pg_terminate_backend(:pid, 5000)")
    assert other.execute(end, {"pid": pid}).scalar()
    other.close()
