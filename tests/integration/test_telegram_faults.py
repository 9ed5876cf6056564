"""What Telegram does to the bot: refuses, breaks off, repeats, blocks; no answer is lost."""

import time

import pytest

from assistant.channels.telegram.outgoing import Text, written
from assistant.channels.telegram.pacing import Pace
from assistant.messages import Choice, Incoming, Reply
from assistant.ports import Handled, Received
from assistant.storage.memory import MemoryStore
from assistant.texts.catalogue import say
from tests.telegram import faults
from tests.telegram.client import Telegram
from tests.telegram.limits import Limits
from tests.telegram.running import Echo, RealClock, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, BERT = 11, 22


@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many(1),
        faults.error(500, "Internal Server Error"),
        faults.html(502),
        faults.html(200),
        faults.dropped_before(),
    ],
    ids=["429", "500", "html", "html with 200", "cut before"],
)
def test_an_answer_that_failed_comes_once(telegram: Telegram, fault: faults.Fault) -> None:
    telegram.fault(fault, chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert telegram.said(ANNA, 2) == ["echo een", "echo twee"]


def test_an_answer_whose_fate_is_unknown_comes_again(telegram: Telegram) -> None:
    telegram.fault(faults.dropped_after(), chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.say(ANNA, "twee")

        assert telegram.said(ANNA, 3) == ["echo een", "echo een", "echo twee"]


@pytest.mark.parametrize(
    ("fault", "times"),
    [(faults.dropped_after(), 1), (faults.dropped_before(), 0), (faults.too_many(1), 1)],
)
def test_what_may_not_come_twice_does_not(
    telegram: Telegram, fault: faults.Fault, times: int
) -> None:
    telegram.server.world.chat(ANNA)
    store = MemoryStore(RealClock())
    store.receive([Received(1, ANNA, b"{}")])
    (claimed,) = store.waiting(1)
    prompt = written(Text("Morgen is je gesprek.", once=True))
    store.settle([Handled(1, claimed.mentor, messages=(prompt,))])
    telegram.fault(fault)
    with running(telegram, store=store):
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        telegram.say(ANNA, "daarna")
        telegram.until(lambda: telegram.said(ANNA, 1)[-1] == "echo daarna")

    assert telegram.said(ANNA)[:-1] == ["Morgen is je gesprek."] * times


def test_one_chat_that_must_wait_holds_up_no_other(telegram: Telegram) -> None:
    telegram.fault(faults.too_many(3), chat=ANNA)
    with running(telegram):
        telegram.say(ANNA, "wacht")
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        for number in range(20):
            telegram.say(100 + number, "snel")
        for number in range(20):
            telegram.replies(100 + number, 1)
        waited = telegram.replies(ANNA, 1)[0].sent_at

    refused, *rest = telegram.calls("sendMessage")
    assert refused.code == 429
    assert waited - refused.at >= 3
    assert all(call.at < waited for call in rest[:20])


def test_within_telegrams_limits_nothing_is_refused() -> None:
    with Telegram.started(Limits()) as telegram, running(telegram, pace=Pace()):
        for number in range(35):
            telegram.say(100 + number, "hoi")
        for text in ("een", "twee", "drie"):
            telegram.say(ANNA, text)
        telegram.replies(ANNA, 3)
        for number in range(35):
            telegram.replies(100 + number, 1)

        assert {call.code for call in telegram.calls("sendMessage")} == {200}


def test_who_blocks_gets_nothing_and_who_comes_back_gets_an_answer(telegram: Telegram) -> None:
    with running(telegram):
        telegram.say(ANNA, "een")
        telegram.replies(ANNA, 1)
        telegram.block(ANNA)
        telegram.say(ANNA, "twee")
        telegram.until(lambda: any(call.code == 403 for call in telegram.calls("sendMessage")))
        telegram.unblock(ANNA)
        telegram.say(ANNA, "drie")

        assert telegram.said(ANNA, 2) == ["echo een", "echo drie"]


def test_a_chat_that_moved_gets_its_answer_where_it_is(telegram: Telegram) -> None:
    telegram.server.world.chat(BERT)
    telegram.server.world.chat(ANNA).migrated_to = BERT
    with running(telegram):
        telegram.say(ANNA, "hoi")

        assert telegram.said(BERT) == ["echo hoi"]


def test_what_telegram_refuses_goes_as_plain_text(telegram: Telegram) -> None:
    telegram.fault(faults.error(400, "Bad Request: can't parse entities"))
    with running(telegram, Echo(lambda _: Reply("Kijk.\nBron: hier", (Choice("Ja", "a"),)))):
        telegram.say(ANNA, "hoi")
        (answer,) = telegram.replies(ANNA, 1)

    assert (answer.text, answer.entities) == ("Kijk.\nBron: hier", [])
    assert answer.buttons == ["Ja"]


def test_an_update_that_cannot_be_parsed_stops_no_other(telegram: Telegram) -> None:
    dialogue = Echo()
    telegram.server.world.chat(ANNA)
    telegram.push("message", {"chat": {"id": ANNA, "type": "private"}, "message_id": "kapot"})
    telegram.push("message", "geen bericht")
    telegram.push("poll", {"id": "1"})
    with running(telegram, dialogue):
        telegram.say(BERT, "hoi")

        assert telegram.said(BERT) == ["echo hoi"]
        assert telegram.said(ANNA) == [say("telegram.unreadable")]
        assert len(dialogue.heard) == 1


def test_updates_that_come_twice_or_out_of_order_are_answered_once_in_order(
    telegram: Telegram,
) -> None:
    telegram.server.shuffled = True
    for text in ("een", "twee", "drie"):
        telegram.say(ANNA, text)
    with running(telegram):
        telegram.replies(ANNA, 3)
        for update in list(telegram.server.world.delivered):
            telegram.repeat(update)
        telegram.settle()

        assert telegram.said(ANNA) == ["echo een", "echo twee", "echo drie"]


@pytest.mark.parametrize(
    "fault",
    [
        faults.error(500, "Internal Server Error"),
        faults.html(200),
        faults.dropped_after(),
        faults.too_many(1),
    ],
)
def test_polling_goes_on_after_a_fault(telegram: Telegram, fault: faults.Fault) -> None:
    telegram.say(ANNA, "een")
    telegram.fault(fault, "getUpdates")
    with running(telegram):
        assert telegram.said(ANNA) == ["echo een"]


def test_a_defect_in_the_dialogue_costs_one_answer(telegram: Telegram) -> None:
    def broken(incoming: Incoming) -> Reply:
        if incoming.text == "stuk":
            raise RuntimeError(incoming.text)
        return Reply("heel")

    with running(telegram, Echo(broken)):
        telegram.say(ANNA, "stuk")
        telegram.say(ANNA, "heel")

        assert telegram.said(ANNA, 2) == [say("trouble"), "heel"]


def test_a_second_program_on_the_token_is_reported_in_one_line(
    telegram: Telegram, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram.fault(faults.error(409, "Conflict: terminated by other getUpdates"), "getUpdates")
    with running(telegram):
        telegram.say(ANNA, "hoi")
        assert telegram.said(ANNA) == ["echo hoi"]

    assert capsys.readouterr().out.count("another program asks Telegram") == 1


def test_it_stops_within_ten_seconds_while_telegram_is_slow(telegram: Telegram) -> None:
    telegram.fault(faults.slow(30))
    with running(telegram) as run:
        telegram.say(ANNA, "hoi")
        telegram.until(lambda: bool(telegram.calls("sendMessage")))
        began = time.monotonic()
        run.stop()

    assert time.monotonic() - began < 10
