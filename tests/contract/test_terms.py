"""A real store on each database, and a clock that travels past every term of the registry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from assistant.messages import Conversation
from assistant.ports import Handled, Sent
from assistant.privacy.registry import ENTRIES, MESSAGES_KEPT, REGISTRY
from assistant.states import (
    Counted,
    Cycle,
    Due,
    Given,
    Kept,
    Record,
    Running,
    Wish,
    Wished,
    Wishing,
)
from assistant.storage import schema
from assistant.storage.access import Access
from assistant.storage.base import milliseconds
from assistant.storage.people import People
from assistant.storage.rights import Rights
from assistant.storage.store import Store
from knowledge.holding import Knowledge
from knowledge.organisation import Organisations
from tests.contract.places import SqlPlace, came

NOW = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
CHAT = 7

FULL = Conversation(
    agreed=True,
    scope="wilg",
    previous="hoeveel uur?",
    previous_at=NOW,
    running=Running("een-minuut", "a", "Wat?", NOW, (Given("a", "Wat?", "rust"),)),
    cycle=Cycle(NOW),
    wishing=Wishing("w", "b#c", "mag dat?", NOW),
    wishes=(Wished("w", "mag dat?", NOW),),
)
RECORDS: tuple[Record, ...] = (
    Due("monday", NOW + timedelta(days=6000)),
    Kept("a", "een-minuut", "Een minuut", NOW, plan="als dan"),
    Counted("2026-11", ("bestuur",), "topic", "b#c"),
    Wish("w", "2026-11", ("bestuur",), "b#c", "mag dat?", NOW),
)


def rows(store: Store, table: str) -> int:
    found = select(func.count()).select_from(schema.metadata.tables[table])
    with store._database.transaction() as connection:
        return connection.execute(found).scalar_one()


def of_state(field: str) -> Callable[[Store], object]:
    """Whether a field of the conversation is there, as it lies in the database."""
    return lambda store: getattr(store.conversation(store.pseudonym(CHAT)), field)


def of_table(name: str) -> Callable[[Store], object]:
    return lambda store: rows(store, name)


IS_THERE: dict[str, Callable[[Store], object]] = {
    "question": of_state("previous"),
    "running": of_state("running"),
    "appraisal": of_state("cycle"),
    "wishing": of_state("wishing"),
    "wish": lambda store: of_state("wishes")(store) or rows(store, "wish"),
    "messages": of_table("sent"),
    "seen": of_table("seen"),
    "link": of_table("link"),
    "session": of_table("session"),
    "visit": of_table("visit"),
}
FIRST_LONG_BEFORE = {
    "wish": timedelta(days=2),  # its row tells no moment but a day
    "session": timedelta(hours=11, minutes=30),  # without a look it ends after an hour
}


BEFORE_SILENCE = datetime(2028, 11, 30, 23, 59, tzinfo=UTC)
"""Of a mentor whose last message is of November 2026 the last that is kept."""


@pytest.fixture
def store(sql: SqlPlace) -> Store:
    """With one mentor of whom everything is kept."""
    sql.clock.moment = NOW
    opened = sql.open()
    opened.receive([came(1, CHAT)])
    (one,) = opened.waiting(1)
    opened.settle([Handled(1, one.mentor, FULL, (b"antwoord",), records=RECORDS, received=(31,))])
    (message,) = opened.due(1)
    opened.sent([Sent(message.id, 32, 31)])
    people, access = People(opened._database), Access(opened._database)
    code = opened._keys.code(one.mentor)
    people.grant(code, "bestuur", NOW)
    key = access.enter(access.issue_link(code, NOW), NOW)
    assert key is not None
    access.look(key, "bestuur", "maand", NOW)
    access.issue_link(code, NOW)
    return opened


def swept(store: Store, at: datetime) -> None:
    store.sweep(at)
    store.prune(at - MESSAGES_KEPT)


def test_every_term_is_travelled_past() -> None:
    assert set(IS_THERE) == {one.name for one in REGISTRY if isinstance(one.term, timedelta)}


@pytest.mark.parametrize("name", sorted(IS_THERE))
def test_it_is_there_until_its_term_and_gone_after_it(store: Store, name: str) -> None:
    term = ENTRIES[name].term
    assert isinstance(term, timedelta)
    is_there = IS_THERE[name]
    before = NOW + term - FIRST_LONG_BEFORE.get(name, timedelta(seconds=1))

    swept(store, before)
    assert is_there(store)

    swept(store, NOW + term + timedelta(seconds=1))
    assert not is_there(store)


def test_what_is_kept_until_it_is_forgotten_outlives_every_term(store: Store) -> None:
    mentor = store.pseudonym(CHAT)
    swept(store, BEFORE_SILENCE)

    assert store.conversation(mentor) == Conversation(agreed=True, scope="wilg")
    assert len(store.kept(mentor)) == 1
    assert rows(store, "due") == rows(store, "address") == 1


def test_a_month_that_has_ended_holds_nobody(store: Store, sql: SqlPlace) -> None:
    months = sql.key_file.parent / "geheim.d" / "months"
    assert rows(store, "counted") == 1
    assert len(list(months.iterdir())) == 1

    empty = Knowledge(Organisations(()), (), {}, {})
    store.trends.close_months(datetime(2026, 12, 1, 0, 1, tzinfo=UTC), empty, 5)

    assert rows(store, "counted") == 0
    assert list(months.iterdir()) == []


MENTORS_TABLES = [
    table.name
    for table in schema.metadata.sorted_tables
    if {"mentor", "code", "hash"} & {column.name for column in table.c}
]


@pytest.mark.parametrize("how", ["asked", "operator"])
def test_forgetting_leaves_no_row_of_the_mentor_in_any_table(
    store: Store, sql: SqlPlace, how: str
) -> None:
    mentor = store.pseudonym(CHAT)
    if how == "asked":
        store.receive([came(2, CHAT)])
        assert len(store.waiting(1)) == 1
        store.settle([Handled(2, mentor, None, (b"bon",), forget=True)])
        (receipt,) = store.due(1)
        store.sent([Sent(receipt.id)])
    else:
        with guest(sql) as beside:  # while the bot has the file
            assert beside.held(mentor).rows["kept"] == 1
            beside.forget(mentor)
            assert beside.held(mentor).is_nothing

    left = {name: rows(store, name) for name in MENTORS_TABLES if rows(store, name)}
    assert left == {"visit": 2}  # that somebody looked, and not who
    with store._database.transaction() as connection:
        assert set(connection.execute(select(schema.visit.c.code)).scalars()) == {""}
    assert list((sql.key_file.parent / "geheim.d" / "mentors").iterdir()) == []


def test_an_operator_names_a_mentor_by_the_chat_or_by_the_pseudonym(
    store: Store, sql: SqlPlace
) -> None:
    mentor = store.pseudonym(CHAT)
    with guest(sql) as beside:
        assert beside.named("7") == beside.named(mentor) == mentor
        assert beside.named("piet") is None
        assert beside.named("7" * 40) is None
        assert beside.held(store.pseudonym(8)).is_nothing
        held = beside.held(mentor)
    assert held.conversation == FULL
    assert held.roles == ("bestuur",)
    assert held.heard == "2026-11"
    assert [name for name, _ in held.due] == ["monday"]


def test_a_message_that_waits_for_a_forgotten_mentor_changes_nothing(
    store: Store, sql: SqlPlace
) -> None:
    store.receive([came(3, CHAT)])
    (one,) = store.waiting(1)
    with guest(sql) as beside:
        beside.forget(one.mentor)

    store.settle([Handled(3, one.mentor, FULL, (b"antwoord",), records=RECORDS)])

    assert store.conversation(one.mentor) == Conversation()
    assert store.due(5) == []
    assert not (sql.key_file.parent / "geheim.d" / "mentors" / one.mentor).exists()


def test_rows_of_before_a_term_that_was_shortened_go_too(store: Store) -> None:
    with store._database.transaction() as connection:
        old = milliseconds(NOW - timedelta(days=4000))
        connection.execute(insert(schema.visit).values(at=old, code="A", route="maand"))
    swept(store, NOW)

    assert rows(store, "visit") == 2


@contextmanager
def guest(place: SqlPlace) -> Iterator[Rights]:
    opened = Rights.open(place.url, place.key_file, place.data_dir, place.clock)
    yield opened
    opened.close()
