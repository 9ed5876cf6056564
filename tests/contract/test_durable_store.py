"""What both databases promise beyond the contract: their tables, and what cannot be used."""

from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from assistant.errors import ConfigurationError
from assistant.messages import Conversation
from assistant.ports import Claimed, Handled, Sent
from assistant.storage import schema
from assistant.storage.database import Database
from tests.contract.places import SqlPlace, answered, bodies, came


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
    assert all(sql.rows_of(mentor) == {"address": 1} for mentor in {o.mentor for o in handled})
    with Database(sql.url).transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM seen")).scalar() == 0
