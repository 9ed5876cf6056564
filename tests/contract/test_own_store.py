"""The terminal's own part of the database, as a guest beside whatever bot works on it."""

import multiprocessing
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Handled
from assistant.states import Counted, Dropped, Due, Kept, Record, Wish, Wished
from assistant.storage import schema
from assistant.storage.database import Database
from assistant.storage.own import OwnStore
from assistant.storage.people import People
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, came

AGREED = Conversation(agreed=True, scope="wilg")


def opened(place: SqlPlace) -> OwnStore:
    return OwnStore.open(place.url, place.key_file, place.data_dir, place.clock)


@pytest.fixture
def own(sql: SqlPlace) -> Iterator[OwnStore]:
    store = opened(sql)
    yield store
    store.close()


def kept(place: SqlPlace, words: str = "rust") -> Kept:
    return Kept("a", "een-minuut", "Een minuut", place.clock.now(), plan=words)


def test_what_was_saved_comes_back_in_another_process(sql: SqlPlace, own: OwnStore) -> None:
    assert own.load() == Conversation()
    own.save(AGREED, [kept(sql)])

    again = opened(sql)

    assert again.load() == AGREED
    assert again.kept() == (kept(sql),)
    assert again.kept_one(kept(sql).id) == kept(sql)
    assert again.kept_one("weg") is None
    again.save(AGREED, [Dropped("a")])
    again.close()
    assert own.kept() == ()


def test_what_is_due_is_given_out_once_the_longest_first(sql: SqlPlace, own: OwnStore) -> None:
    now = sql.clock.now()
    own.save(AGREED, [Due("twee", now + timedelta(hours=2)), Due("een", now + timedelta(hours=1))])
    assert own.next_due() == now + timedelta(hours=1)
    assert own.take_due() is None

    sql.clock.move(timedelta(hours=3))

    other = opened(sql)
    assert [own.take_due(), other.take_due(), own.take_due()] == ["een", "twee", None]
    assert own.next_due() is None
    other.close()


def test_without_agreement_nothing_is_kept(sql: SqlPlace, own: OwnStore) -> None:
    own.save(Conversation(), [kept(sql)])

    assert own.kept() == ()


def test_a_guest_works_beside_a_bot(sql: SqlPlace) -> None:
    bot = sql.open()
    guest = opened(sql)
    now = sql.clock.now()

    guest.save(AGREED, [Due("a", now), kept(sql)])
    bot.receive([came(1, 7)])
    (one,) = bot.waiting(5)
    bot.settle([Handled(1, one.mentor, AGREED, (b"dag",), records=(Due("b", now),))])

    assert bot.ring(30) == 1  # the other mentor's, not the guest's
    assert guest.take_due() == "a"
    guest.close()
    assert bot.offset() is None


def test_a_bot_starts_beside_a_guest(sql: SqlPlace) -> None:
    guest = opened(sql)

    bot = sql.open()

    guest.save(AGREED)
    assert bot.conversation(bot.pseudonym(0)) == AGREED
    guest.close()


def test_a_guest_makes_no_new_tables_under_a_running_bot(
    sqlite: SqlPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.open()
    database = Database(sqlite.url)
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    database.close()
    monkeypatch.setattr("assistant.storage.database._GUEST_SECONDS", 0.0)

    with pytest.raises(ConfigurationError, match="Another process already works on"):
        opened(sqlite)


def _opens(place: SqlPlace) -> None:
    opened(place).close()


def test_several_guests_may_be_the_first(sql: SqlPlace) -> None:
    spawn = multiprocessing.get_context("spawn")
    guests = [spawn.Process(target=_opens, args=(sql,)) for _ in range(3)]
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()

    assert [guest.exitcode for guest in guests] == [0, 0, 0]


def test_forgetting_at_the_terminal_leaves_every_other_mentor_whole(sql: SqlPlace) -> None:
    now = sql.clock.now()

    def records(wish: str) -> tuple[Record, ...]:
        return (
            kept(sql),
            Due("monday", now),
            Counted("2026-11", ("bestuur",), "topic", "b#c"),
            Wish(wish, "2026-11", ("bestuur",), "b#c", "mag dat?", now),
        )

    bot, own = sql.open(), opened(sql)
    bot.receive([came(1, 7)])
    (one,) = bot.waiting(5)
    bot.settle([Handled(1, one.mentor, AGREED, (b"dag",), records=records("theirs"))])
    theirs = sql.rows_of(one.mentor)
    own.save(AGREED.with_(wishes=(Wished("mine", "mag dat?", now),)), records("mine"))
    People(bot.trends.database).grant(bot.trends.keys.code(own.mentor), "bestuur", now)
    assert all_rows(bot) == {"counted": 2, "wish": 2, "person": 1}

    own.save(Conversation(), forget=True)

    assert (own.load(), own.kept(), own.next_due()) == (Conversation(), (), None)
    assert sql.rows_of(own.mentor) == {}
    assert all_rows(bot) == {"counted": 1, "wish": 1, "person": 0}
    assert sql.rows_of(one.mentor) == theirs
    assert bot.conversation(one.mentor) == AGREED
    assert bot.kept(one.mentor) == (kept(sql),)
    keys = {file.name for file in (sql.key_file.with_name("geheim.d") / "mentors").iterdir()}
    assert keys == {one.mentor}
    own.close()


def all_rows(store: Store) -> dict[str, int]:
    """How many rows there are of whoever it is that the hashes and the codes stand for."""
    with store.trends.database.transaction() as connection:
        return {
            table.name: len(connection.execute(table.select()).all())
            for table in (schema.counted, schema.wish, schema.person)
        }


def test_a_backup_reveals_nothing_of_what_was_kept_and_forgotten(sqlite: SqlPlace) -> None:
    own = opened(sqlite)
    own.save(AGREED, [kept(sqlite, "zonnebloemsoep"), Due("a", sqlite.clock.now())])
    own.close()
    backup = sqlite.data_dir.with_name("oud")
    shutil.copytree(sqlite.data_dir, backup)
    for file in backup.iterdir():
        assert b"zonnebloemsoep" not in file.read_bytes()

    own = opened(sqlite)
    own.save(Conversation(), forget=True)
    assert (own.load(), own.kept(), own.next_due()) == (Conversation(), (), None)
    own.close()

    shutil.rmtree(sqlite.data_dir)
    shutil.copytree(backup, sqlite.data_dir)
    own = opened(sqlite)
    assert own.load() == Conversation()
    assert own.kept() == ()
    own.close()
