"""Links, sessions and marks on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.storage.access import AT_MOST, IDLE, LINK, Access
from assistant.storage.marks import Mark, Marks
from assistant.storage.people import People
from assistant.storage.schema import visit
from assistant.storage.trends import TrendStore
from tests.contract.places import SqlPlace

CODE, BOARD = "AAAA-BBBB-CCCC", "bestuur-1"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(sql: SqlPlace) -> Iterator[TrendStore]:
    sql.data_dir.mkdir(exist_ok=True)
    opened = TrendStore.open(sql.url, sql.key_file, sql.data_dir)
    People(opened.database).grant(CODE, BOARD, NOW)
    yield opened
    opened.close()


def test_a_link_is_for_one_and_for_ten_minutes(store: TrendStore) -> None:
    access = Access(store.database)
    first = access.issue_link(CODE, NOW)
    second = access.issue_link(CODE, NOW)

    assert not access.is_live(first, NOW)
    assert access.is_live(second, NOW + LINK - timedelta(seconds=1))
    assert access.enter(second, NOW + LINK) is None
    assert access.enter(second, NOW)
    assert access.enter(second, NOW) is None


def test_a_session_ends_by_itself_by_leaving_and_with_the_role(store: TrendStore) -> None:
    access, people = Access(store.database), People(store.database)

    def session() -> str:
        key = access.enter(access.issue_link(CODE, NOW), NOW)
        assert key
        return key

    idle, old, left, revoked = (session() for _ in range(4))

    person = access.look(idle, BOARD, "month", NOW)
    assert person
    assert person.organisations == (BOARD,)
    assert access.look("verzonnen", BOARD, "month", NOW) is None
    assert access.look(idle, BOARD, "month", NOW + IDLE) is None
    step = NOW
    while step < NOW + AT_MOST:
        assert access.look(old, BOARD, "month", step)
        step += IDLE - timedelta(minutes=1)
    assert access.look(old, BOARD, "month", NOW + AT_MOST) is None
    access.leave(left)
    assert access.look(left, BOARD, "month", NOW) is None
    link = access.issue_link(CODE, NOW)
    people.revoke(CODE, BOARD)
    assert access.look(revoked, BOARD, "month", NOW) is None
    assert access.enter(link, NOW) is None


def test_a_role_that_is_given_anew_brings_no_session_and_no_link_back(store: TrendStore) -> None:
    access, people = Access(store.database), People(store.database)
    key = access.enter(access.issue_link(CODE, NOW), NOW)
    link = access.issue_link(CODE, NOW)
    assert key

    assert people.revoke(CODE, BOARD)
    assert people.grant(CODE, BOARD, NOW)

    assert access.look(key, BOARD, "month", NOW) is None
    assert access.enter(link, NOW) is None


def test_somebody_elses_revocation_ends_no_session(store: TrendStore) -> None:
    access, people = Access(store.database), People(store.database)
    people.grant("DDDD-EEEE-FFFF", BOARD, NOW)
    key = access.enter(access.issue_link(CODE, NOW), NOW)
    assert key

    people.revoke("DDDD-EEEE-FFFF", BOARD)
    assert not people.revoke(CODE, "bestuur-9")

    assert access.look(key, BOARD, "month", NOW)


def test_what_was_asked_and_not_given_is_written_down_as_refused(store: TrendStore) -> None:
    access = Access(store.database)
    key = access.enter(access.issue_link(CODE, NOW), NOW)
    assert key

    access.look(key, BOARD, "month", NOW)
    access.look(key, "bestuur-2", "documents", NOW)
    access.look(key, BOARD, "mark", NOW, is_refused=True)
    access.look(key, BOARD, "csv", NOW + IDLE)
    access.look("verzonnen", BOARD, "month", NOW)

    with store.database.transaction() as connection:
        seen = connection.execute(select(visit).order_by(visit.c.id)).all()
    assert [(row.code, row.organisation, row.route) for row in seen] == [
        (CODE, None, "binnen"),
        (CODE, BOARD, "month"),
        (CODE, "bestuur-2", "documents refused"),
        (CODE, BOARD, "mark refused"),
        (CODE, BOARD, "csv refused"),
    ]


def test_a_finding_has_one_mark_at_a_time(store: TrendStore) -> None:
    marks = Marks(store.database)
    marks.put(BOARD, Mark("topic:a#b", "written", "2026-09"), NOW)
    marks.put(BOARD, Mark("topic:a#b", "discussed", "2026-10"), NOW)
    marks.put("bestuur-2", Mark("topic:a#b", "not_ours", "2026-10"), NOW)

    assert marks.of(BOARD) == {"topic:a#b": Mark("topic:a#b", "discussed", "2026-10")}
    marks.take(BOARD, "topic:a#b")
    assert marks.of(BOARD) == {}
