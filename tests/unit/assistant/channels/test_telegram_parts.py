"""Parts of the channel by themselves: the pace, what becomes of an update, the dispatcher's end."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.channels.telegram.dispatching import Dispatcher
from assistant.channels.telegram.fetching import Fetch, FetchError
from assistant.channels.telegram.handling import Handler
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.outgoing import Text, read
from assistant.channels.telegram.pacing import Pace
from assistant.channels.telegram.request import proxy_to
from assistant.channels.telegram.updates import where
from assistant.messages import Conversation, Incoming, Outcome, Reply
from assistant.ports import (
    Claimed,
    Clock,
    Handled,
    MessageStore,
    Received,
    StoreUnavailableError,
    due_body,
)
from assistant.storage.memory import MemoryStore
from assistant.texts.catalogue import say
from tests.telegram.running import Echo, RealClock

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


# The pace


def test_what_nobody_waits_for_leaves_room_for_answers() -> None:
    pace = Pace()
    for chat in range(27):
        pace.begin()
        pace.end(chat, 10.0)

    assert pace.overall_wait(10.5, waited_for=False) == 0.5
    assert pace.overall_wait(10.5) == 0


def test_a_chat_waits_a_second_after_its_message_and_others_do_not() -> None:
    pace = Pace()
    pace.begin()
    pace.end(1, 10.0)

    assert pace.chat_wait(1, 10.25) == 0.75
    assert pace.chat_wait(2, 10.25) == 0
    assert pace.chat_wait(1, 11.0) == 0


def test_all_wait_when_thirty_went_out_within_a_second() -> None:
    pace = Pace()
    for chat in range(29):
        pace.begin()
        pace.end(chat, 10.0 + chat / 100)
    assert pace.overall_wait(10.5) == 0

    pace.begin()  # the thirtieth, not there yet

    assert pace.overall_wait(10.5) == pytest.approx(0.5)
    assert pace.overall_wait(11.0) == 0


def test_a_pause_for_one_chat_is_for_all_once_a_second_chat_is_told_too() -> None:
    pace = Pace()

    assert not pace.hold(1, 5, 10.0)
    assert pace.overall_wait(10.0) == 0
    assert pace.hold(2, 3, 11.0)

    assert pace.overall_wait(11.0) == 3
    assert (pace.chat_wait(1, 11.0), pace.chat_wait(3, 11.0)) == (4, 0)


# What an update becomes


def no_file(file_id: str) -> bytes:
    raise FetchError(file_id)


def message(text: str = "vraag", **more: object) -> dict[str, object]:
    chat = {"id": 5, "type": "private", "first_name": "Mentor"}
    return {
        "update_id": 1,
        "message": {"message_id": 9, "date": 1, "chat": chat, "text": text, **more},
    }


def claimed(raw: object, *, set_aside: bool = False) -> Claimed:
    body = json.dumps(raw).encode()
    return Claimed(1, "m" * 32, body, Conversation(), NOW, set_aside=set_aside)


def handled(one: Claimed, dialogue: object | None = None) -> Handled:
    return handler(dialogue or Echo()).handle(one)


def handler(dialogue: object, fetch: Fetch = no_file, clock: Clock | None = None) -> Handler:
    known = MemoryStore(RealClock())
    return Handler(dialogue, known, fetch, clock or RealClock(), Metrics(), "bot")  # type: ignore[arg-type]


def test_a_message_that_was_set_aside_is_not_handled_and_its_mentor_is_told() -> None:
    dialogue = Echo()
    done = handled(claimed(message(), set_aside=True), dialogue)

    assert dialogue.heard == []
    assert done.conversation is None
    (told,) = map(read, done.messages)
    assert isinstance(told, Text)
    assert (told.text, told.reply_to) == (say("telegram.set_aside"), 9)


def test_one_that_cannot_even_be_read_is_told_without_its_place() -> None:
    done = handled(Claimed(1, "m" * 32, b"", Conversation(), NOW, set_aside=True))

    (told,) = map(read, done.messages)
    assert isinstance(told, Text)
    assert told.reply_to is None


def test_of_something_due_that_goes_wrong_nothing_is_said() -> None:
    class Broken:
        def handle(self, incoming: Incoming) -> Outcome:
            raise ZeroDivisionError(incoming.text)

    due = Claimed(-1, "m" * 32, due_body("prompt:1"), Conversation(), NOW)

    for one in (replace(due, set_aside=True), due, replace(due, body=b"")):
        assert handled(one, Broken()) == Handled(-1, "m" * 32)


def test_a_mentor_cannot_write_something_due() -> None:
    dialogue = Echo()

    handled(Claimed(1, "m" * 32, due_body("prompt:1"), Conversation(), NOW), dialogue)

    assert dialogue.heard == []


def test_forgetting_goes_from_the_dialogue_to_the_store() -> None:
    class Forgetful:
        def handle(self, incoming: Incoming) -> Outcome:
            return Outcome((Reply("Weg."),), incoming.conversation, "command", forget=True)

    done = handled(claimed(message("ja")), Forgetful())

    assert done.forget
    assert len(done.messages) == 1


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"update_id": "1", "message": {"chat": {"id": 5}}},
        {"update_id": 1},
        {"update_id": 1, "message": {}},
        {"update_id": 1, "message": {"chat": {"id": None}}},
        {"update_id": 2**70, "message": {"chat": {"id": 5}}},
        {"update_id": 1, "message": {"chat": {"id": 2**70}}},
        {"update_id": 1, "poll": {"id": "5"}},
    ],
)
def test_what_has_no_place_cannot_be_kept(raw: object) -> None:
    assert where(raw) is None


def test_a_press_on_a_message_that_did_not_come_along_is_its_pressers() -> None:
    found = where({"update_id": 1, "callback_query": {"id": "7", "from": {"id": 5}, "data": "x"}})

    assert found is not None
    assert (found.chat, found.private, found.press_id) == (5, True, "7")


# The dispatcher


def dispatcher(store: MessageStore, handle: object, failed: object = print) -> Dispatcher:
    return Dispatcher(store, handle, lambda: None, failed, workers=2)  # type: ignore[arg-type]


def received(store: MemoryStore, count: int) -> None:
    store.receive([Received(number, 100 + number, b"{}") for number in range(1, count + 1)])


def test_what_was_not_begun_when_it_stops_is_given_back() -> None:
    store = MemoryStore(RealClock())
    received(store, 10)
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(one: Claimed) -> Handled:
        begun.release()
        assert go_on.wait(10)
        return Handled(one.update_id, one.mentor)

    running = dispatcher(store, slow)
    running.start()
    assert begun.acquire(timeout=10)
    assert begun.acquire(timeout=10)
    threading.Timer(0.2, go_on.set).start()
    running.stop(10)

    assert [one.update_id for one in store.waiting(20)] == [3, 4, 5, 6, 7, 8, 9, 10]


def test_a_database_that_is_away_for_a_moment_loses_nothing() -> None:
    class Away(MemoryStore):
        times = 2

        def settle(self, done: list[Handled]) -> None:  # type: ignore[override]
            if self.times:
                self.times -= 1
                raise StoreUnavailableError("away")
            super().settle(done)

    store = Away(RealClock())
    received(store, 1)
    settled = threading.Event()
    reply = json.dumps({}).encode()
    running = Dispatcher(
        store,
        lambda one: Handled(one.update_id, one.mentor, messages=(reply,)),
        settled.set,
        print,
        workers=1,
    )
    running.start()
    assert settled.wait(10)
    running.stop(10)

    assert len(store.due(5)) == 1


def test_a_defect_of_the_store_is_told_and_ends_it() -> None:
    class Broken(MemoryStore):
        def waiting(self, limit: int) -> list[Claimed]:
            raise RuntimeError(limit)

    told: list[Exception] = []
    heard = threading.Event()

    def failed(error: Exception) -> None:
        told.append(error)
        heard.set()

    running = dispatcher(Broken(RealClock()), lambda one: one, failed)
    running.start()

    assert heard.wait(10)
    assert isinstance(told[0], RuntimeError)
    running.stop(10)


# The way out


def test_the_proxy_of_the_environment_is_used_but_for_hosts_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("no_proxy", "intern.example")

    assert proxy_to("https://api.telegram.org") == "http://proxy.example:8080"
    assert proxy_to("https://intern.example") is None
    assert proxy_to("http://api.telegram.org") is None
