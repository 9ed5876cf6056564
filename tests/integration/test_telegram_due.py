"""What comes without being asked for, invitations as files, and a chat that is cleared."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.channels.telegram.pacing import Pace
from assistant.messages import Choice, Conversation, Incoming, Outcome, Reply
from assistant.ports import Handled, Received
from assistant.states import Due, Kept, Planned
from assistant.storage.memory import MemoryStore
from assistant.storage.memory_rows import Memory
from assistant.texts.catalogue import say
from tests.telegram import faults
from tests.telegram.client import Telegram
from tests.telegram.limits import Limits
from tests.telegram.running import RealClock, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA, BERT = 11, 22
MEETING = Planned(
    "1",
    "startgesprek",
    datetime(2026, 11, 30, 14, 0),  # noqa: DTZ001 - wall time
    "Europe/Amsterdam",
    datetime(2026, 11, 30, 15, tzinfo=UTC),
)


class Room:
    """Sets alarms, keeps, plans and clears on request."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    def handle(self, incoming: Incoming) -> Outcome:
        self.heard.append(incoming)
        now = incoming.conversation.with_(agreed=True)
        text = incoming.text
        if incoming.action and incoming.action.startswith("due:"):
            choices = (Choice("Verder", "flow:on"),)
            return Outcome((Reply(incoming.action, choices), Reply("en nog iets")), now, "prompt")
        if incoming.file is not None:
            file = incoming.file
            return Outcome((Reply(f"{file.name}: {file.content.decode()}"),), now, "command")
        if text.startswith("wek"):
            due = Due("prompt:1", incoming.at)
            return Outcome((Reply("Goed"),), now, "command", records=(due,))
        if text == "bewaar":
            kept = Kept("a", "een-minuut", "Een minuut", incoming.at)
            found = str(len(incoming.kept()))
            return Outcome((Reply(found),), now, "command", records=(kept,))
        if text.startswith("ruim op"):
            hours = int(text.removeprefix("ruim op") or 1)
            clears = incoming.at - timedelta(hours=hours)
            return Outcome((Reply("Opgeruimd"),), now, "command", clears=clears)
        if "maandag" in text:
            return Outcome((Reply("Klopt dit?"),), now.with_(proposed=(MEETING,)), "command")
        return Outcome((Reply(f"echo {text}", (Choice("Ja", "ja"),)),), now, "answered")


def test_what_is_due_comes_by_itself_with_buttons_that_work(telegram: Telegram) -> None:
    room = Room()
    with running(telegram, room):
        telegram.say(ANNA, "wek mij")
        assert telegram.said(ANNA, 3) == ["Goed", "due:prompt:1", "en nog iets"]
        telegram.press(ANNA, "Verder")
        telegram.replies(ANNA, 4)

    _, prompt, *_ = telegram.of_bot(ANNA)
    assert prompt.reply_to is None
    assert room.heard[1].text == ""
    assert room.heard[1].channel == "telegram"
    assert room.heard[2].action == "flow:on"


def test_what_is_due_comes_though_the_tidying_fails(telegram: Telegram) -> None:
    tried: list[datetime] = []

    def hourly(at: datetime) -> None:
        tried.append(at)
        raise PermissionError("the folder of the keys")

    with running(telegram, Room(), hourly=hourly):
        telegram.say(ANNA, "wek mij")
        assert telegram.said(ANNA, 3) == ["Goed", "due:prompt:1", "en nog iets"]

    assert len(tried) == 1


def test_a_prompt_of_unknown_fate_is_not_sent_again(telegram: Telegram) -> None:
    with running(telegram, Room()):
        telegram.say(ANNA, "wek mij")
        telegram.replies(ANNA, 1)
        telegram.fault(faults.dropped_after(), chat=ANNA)
        telegram.replies(ANNA, 3)
        telegram.say(ANNA, "dag")
        telegram.replies(ANNA, 4)

    texts = [message.text for message in telegram.of_bot(ANNA)]
    assert texts == ["Goed", "due:prompt:1", "en nog iets", "echo dag"]


def test_what_a_mentor_keeps_can_be_read_back(telegram: Telegram) -> None:
    with running(telegram, Room()):
        telegram.say(ANNA, "bewaar")
        telegram.replies(ANNA, 1)
        telegram.say(ANNA, "bewaar")

        assert telegram.said(ANNA, 2) == ["0", "1"]


def test_an_invitation_as_a_file_is_read(telegram: Telegram) -> None:
    with running(telegram, Room()):
        telegram.upload(ANNA, "Overleg.ics", b"BEGIN:VCALENDAR")
        telegram.upload(ANNA, "verslag.docx", b"PK")

        assert telegram.said(ANNA, 2) == ["Overleg.ics: BEGIN:VCALENDAR", say("telegram.file")]


def test_an_invitation_that_does_not_come_is_asked_for_again(telegram: Telegram) -> None:
    room = Room()
    with running(telegram, room):
        telegram.fault(faults.html(), "getFile")
        telegram.upload(ANNA, "Overleg.ics", b"BEGIN:VCALENDAR")
        assert telegram.said(ANNA, 1) == [say("telegram.file_failed")]
        telegram.upload(ANNA, "Overleg.ics", b"BEGIN:VCALENDAR")
        assert telegram.said(ANNA, 2)[1] == "Overleg.ics: BEGIN:VCALENDAR"
        telegram.upload(ANNA, "groot.ics", b"x" * 1_000_001)
        assert telegram.said(ANNA, 3)[2] == say("telegram.file_large")

    assert len(room.heard) == 1


def test_of_what_is_forwarded_only_an_appointment_is_read(telegram: Telegram) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Iemand", "date": 1}
    memory = Memory()
    store = MemoryStore(RealClock(), memory)
    with running(telegram, Room(), store):
        telegram.send(ANNA, text="Zien we elkaar maandag om 14:00?", forward_origin=origin)
        assert telegram.said(ANNA, 1) == ["Klopt dit?"]
        telegram.send(ANNA, text="Hoe gaat het?", forward_origin=origin)
        assert telegram.said(ANNA, 2)[1] == say("telegram.forwarded")

    assert store.conversation(store.pseudonym(ANNA)).proposed == (MEETING,)


def test_clearing_removes_what_both_sides_said(telegram: Telegram) -> None:
    memory = Memory()
    with running(telegram, Room(), MemoryStore(RealClock(), memory)):
        telegram.say(ANNA, "een")
        telegram.replies(ANNA, 1)
        telegram.press(ANNA, "Ja")
        telegram.say(ANNA, "wek mij")
        telegram.replies(ANNA, 5)
        telegram.say(BERT, "blijft")
        telegram.replies(BERT, 1)
        telegram.say(ANNA, "ruim op")
        telegram.until(lambda: [one.text for one in telegram.of_bot(ANNA)] == ["Opgeruimd"])

    with telegram._world.changed:
        left = [one.text for one in telegram._world.messages[ANNA].values() if not one.deleted]
    assert left == ["Opgeruimd"]
    assert [one.text for one in telegram.of_bot(BERT)] == ["echo blijft"]


def test_what_telegram_does_not_let_go_is_told(telegram: Telegram) -> None:
    with running(telegram, Room()):
        telegram.say(ANNA, "een")
        telegram.replies(ANNA, 1)
        telegram.say(ANNA, "ruim op 49")
        assert telegram.said(ANNA, 2) == [say("telegram.not_cleared"), "Opgeruimd"]


def test_of_many_messages_all_go_but_those_that_telegram_keeps(telegram: Telegram) -> None:
    memory = Memory()
    store = MemoryStore(RealClock(), memory)
    with running(telegram, Room(), store):
        for number in range(60):
            telegram.say(ANNA, f"{number}")
        telegram.replies(ANNA, 60)
        telegram.fault(faults.error(400, "Bad Request: message can't be deleted"), "deleteMessages")
        telegram.say(ANNA, "ruim op")
        telegram.until(lambda: [one.text for one in telegram.of_bot(ANNA)] == ["Opgeruimd"])

    assert len(telegram.calls("deleteMessages")) == 2
    assert len(telegram.calls("deleteMessage")) == 100


def due_at_once(store: MemoryStore, mentors: int) -> None:
    now = RealClock().now()
    for number in range(1, mentors + 1):
        store.receive([Received(number, 100 + number, b"{}")])
    while claimed := store.waiting(50):
        due = (Due("prompt:1", now),)
        store.settle(
            [Handled(one.update_id, one.mentor, Conversation(), records=due) for one in claimed]
        )


def test_prompts_to_many_at_once_hold_up_no_answer() -> None:
    limits = Limits()
    with Telegram.started(limits) as telegram:
        store = MemoryStore(RealClock())
        for number in range(1, 81):
            telegram._world.chat(100 + number)
        due_at_once(store, 80)
        with running(telegram, Room(), store, pace=Pace()):
            telegram.replies(101, 1, 20)
            telegram.say(ANNA, "hoe laat?")
            telegram.replies(ANNA, 1, 20)
            came_before = [number for number in range(1, 81) if telegram.of_bot(100 + number)]
            for number in range(1, 81):
                telegram.replies(100 + number, 2, 60)

        assert len(came_before) < 80
        for number in range(1, 81):
            texts = [one.text for one in telegram.of_bot(100 + number)]
            assert texts == ["due:prompt:1", "en nog iets"]
        refused = [call for call in telegram.calls("sendMessage") if call.code == 429]
        assert refused == []
