"""The store on PostgreSQL: several processes, and connections that break."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.errors import AssistantError
from assistant.messages import Conversation
from assistant.ports import Handled, Sent, StoreUnavailableError
from assistant.storage.database import Database
from assistant.storage.store import Store
from tests.contract.places import SqlPlace, answered, bodies, came, numbers

CANARY = b"KANARIEPIET"


def test_a_server_that_is_away_is_told_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://bot:{CANARY.decode()}@/berichten?host={tmp_path}"
    with pytest.raises(StoreUnavailableError, match="cannot be used now") as raised:
        Database(url).start()

    assert CANARY.decode() not in str(raised.value)


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
