"""Who has sent nothing for two years is forgotten whole; whoever says anything is not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text

from assistant.messages import Conversation
from assistant.ports import Handled, Sent
from assistant.privacy.registry import MESSAGES_KEPT
from assistant.states import Due, Kept
from assistant.storage import schema
from assistant.storage.database import Database
from assistant.storage.migrating import migrate
from assistant.storage.own import OwnStore
from assistant.storage.people import People
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, came, driver_url

ANNA, BERT = 7, 8
NOW = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
LAST = datetime(2028, 11, 30, 23, 59, tzinfo=UTC)
"""The last minute in which something is kept of whoever was heard last in November 2026."""
OVER = datetime(2028, 12, 1, tzinfo=UTC)
AGREED = Conversation(agreed=True, scope="wilg")


@pytest.fixture
def store(sql: SqlPlace) -> Store:
    sql.clock.moment = NOW
    return sql.open()


def says(
    store: Store, number: int, chat: int, *, conversation: Conversation | None = AGREED
) -> str:
    """Something comes in, and is answered; the mentor's pseudonym."""
    store.receive([came(number, chat)])
    (one,) = store.waiting(1)
    kept = Kept("a", "een-minuut", "Een minuut", NOW, plan="als dan")
    later = Due("monday", datetime(2036, 1, 1, tzinfo=UTC))
    store.settle([Handled(number, one.mentor, conversation, (b"antwoord",), records=(kept, later))])
    (message,) = store.due(1)
    store.sent([Sent(message.id)])
    return one.mentor


def swept(store: Store, at: datetime) -> None:
    store.prune(at - MESSAGES_KEPT)
    store.sweep(at)


def test_nothing_is_left_of_a_mentor_after_two_years_of_silence(
    sql: SqlPlace, store: Store
) -> None:
    anna = says(store, 1, ANNA)
    People(store.trends.database).grant(store.trends.keys.code(anna), "noord", NOW)
    key = sql.key_file.with_name("geheim.d") / "mentors" / anna

    swept(store, LAST)
    assert store.conversation(anna) == AGREED
    assert key.exists()
    swept(store, OVER)

    assert sql.rows_of(anna) == {}
    assert People(store.trends.database).all() == ()
    assert not key.exists()
    assert says(store, 2, ANNA) == anna  # as somebody new
    assert store.conversation(anna) == AGREED


def test_a_sweep_that_died_between_key_and_rows_is_finished_by_the_next(
    sql: SqlPlace, store: Store
) -> None:
    anna = says(store, 1, ANNA)
    store._keys.destroy(anna)

    swept(store, OVER)

    assert sql.rows_of(anna) == {}


def test_whoever_says_something_meanwhile_stays(sql: SqlPlace, store: Store) -> None:
    anna, bert = says(store, 1, ANNA), says(store, 2, BERT)
    sql.clock.moment = LAST
    says(store, 3, ANNA, conversation=None)  # what could not be read

    swept(store, OVER)

    assert store.conversation(anna) == AGREED
    assert sql.rows_of(bert) == {}


def test_what_comes_by_itself_keeps_nobody(sql: SqlPlace, store: Store) -> None:
    anna = says(store, 1, ANNA)
    sql.clock.moment = datetime(2036, 1, 1, tzinfo=UTC)
    assert store.ring(1) == 1
    (one,) = store.waiting(1)
    store.settle([Handled(one.update_id, anna, AGREED, (b"kaart",))])
    (card,) = store.due(1)
    store.sent([Sent(card.id, 31)])

    swept(store, sql.clock.moment)

    assert sql.rows_of(anna) == {}


def test_a_message_that_waits_keeps_its_mentor(store: Store) -> None:
    anna = says(store, 1, ANNA)
    store.receive([came(2, ANNA)])

    swept(store, OVER)
    assert store.conversation(anna) == AGREED
    (one,) = store.waiting(1)
    swept(store, OVER)
    store.settle([Handled(2, one.mentor, one.conversation, (b"antwoord",))])

    assert [message.body for message in store.due(1)] == [b"antwoord"]


def test_a_message_that_is_just_coming_in_keeps_its_mentor(postgresql: SqlPlace) -> None:
    postgresql.clock.moment = NOW
    bot, other = postgresql.open(), postgresql.open()
    anna = says(bot, 1, ANNA)

    with bot._database.transaction() as connection:
        bot._keep(connection, [came(2, ANNA)], 0)
        sweeping = threading.Thread(target=other.sweep, args=(OVER,))
        sweeping.start()
        sweeping.join(30)
        assert not sweeping.is_alive()

    assert other.conversation(anna) == AGREED
    assert len(other.waiting(1)) == 1


def test_many_are_forgotten_in_one_sweep(sql: SqlPlace, store: Store) -> None:
    mentors = [says(store, number, number) for number in range(1, 46)]

    swept(store, OVER)

    assert [sql.rows_of(one) for one in mentors] == [{}] * 45
    assert list((sql.key_file.with_name("geheim.d") / "mentors").iterdir()) == []


def test_the_mentor_at_the_terminal_is_forgotten_too(sql: SqlPlace, store: Store) -> None:
    own = OwnStore.open(sql.url, sql.key_file, sql.data_dir, sql.clock)
    own.save(AGREED)
    bert = says(store, 1, BERT)
    sql.clock.moment = LAST
    says(store, 2, BERT)

    swept(store, OVER)

    assert own.load() == Conversation()
    assert sql.rows_of(own.mentor) == {}
    assert store.conversation(bert) == AGREED
    own.close()


def test_an_address_of_whom_nothing_is_known_goes_within_days(sql: SqlPlace, store: Store) -> None:
    store.receive([came(1, ANNA)])
    (one,) = store.waiting(1)
    store.settle([Handled(1, one.mentor, None, (b"dat kan ik niet lezen",), received=(31,))])
    swept(store, NOW + MESSAGES_KEPT)
    assert sql.rows_of(one.mentor) == {"address": 1, "outbox": 1, "sent": 1}
    (message,) = store.due(1)
    store.sent([Sent(message.id)])

    swept(store, NOW + MESSAGES_KEPT + timedelta(seconds=1))

    assert sql.rows_of(one.mentor) == {}


@contextmanager
def before_this_version(place: SqlPlace) -> Iterator[Database]:
    """A database as the version before this one left it."""
    from alembic import command
    from alembic.config import Config

    url, admin = place.url, None
    if not url.startswith("sqlite"):
        admin = create_engine(driver_url(url), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE ouder")
        url = make_url(url).set(database="ouder").render_as_string(hide_password=False)
    else:
        place.data_dir.mkdir()
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with database.transaction() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    yield database
    database.close()
    if admin is not None:
        with admin.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE ouder")
        admin.dispose()


def test_of_what_an_older_version_kept_the_month_is_left(sql: SqlPlace) -> None:
    row = text("INSERT INTO conversation (mentor, body, changed_at) VALUES ('m', :body, :at)")
    with before_this_version(sql) as database:
        with database.transaction() as connection:
            at = int(datetime(2026, 10, 31, 23, 59, tzinfo=UTC).timestamp() * 1000)
            connection.execute(row, {"body": b"geheim", "at": at})
        with database.transaction() as connection:
            migrate(connection)

            (found,) = connection.execute(select(schema.conversation)).all()
    assert tuple(found) == ("m", b"geheim", "2026-10", None)
