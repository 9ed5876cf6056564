"""Thousands of planned talks whose prompts are due in the same minute: `MANY_DUE=5000` for them.

The real bot in a process of its own, a Bot API server that holds it to Telegram's limits, and
mentors who ask something meanwhile.
"""

import logging
import os
import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.messages import Conversation
from assistant.ports import Handled, Received
from assistant.states import Due, Planned
from assistant.storage.store import Store
from tests.integration.conftest import PREFIX, Command, at_work
from tests.telegram.client import Telegram
from tests.telegram.limits import Limits
from tests.telegram.running import RealClock, free_port
from tests.telegram.world import Message

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

MANY = 5_000
MENTORS = int(os.environ.get("MANY_DUE", "120"))
"""With fewer than `MANY` only the order of things is looked at, no seconds."""

ASKERS = 30
QUESTION = "hoeveel uur krijg ik voor een lio?"
EVERY_SECONDS = 0.8
"""A question comes so often: each asks less often than Telegram lets a chat be written to."""

IDLE_QUESTIONS = 25
LATER_AT_MOST = 1.0
"""Seconds that the prompts may add to an answer."""

FIRST = 1_000
"""The chat of the first who is to be prompted."""

TOGETHER = 50

_log = logging.getLogger(__name__)


def at_noon() -> str:
    """A time zone in which it is about noon now: whenever the test runs, prompts may be sent."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@dataclass
class Asking:
    """Mentors who ask in turns, and when each was answered."""

    telegram: Telegram
    asked: list[Message] = field(default_factory=list)

    def ask(self) -> Message:
        chat = 1 + len(self.asked) % ASKERS
        self.asked.append(self.telegram.say(chat, QUESTION))
        return self.asked[-1]

    def answer(self, question: Message) -> Message | None:
        found = self.telegram.of_bot(question.chat.id)
        return next((one for one in found if one.reply_to == question.id), None)

    def seconds(self, some: list[Message]) -> list[float]:
        """From a question to the first message that answers it."""
        answers = [self.answer(one) for one in some]
        assert None not in answers
        return [
            answer.sent_at - asked.sent_at
            for asked, answer in zip(some, answers, strict=True)
            if answer
        ]

    def wait_for(self, some: list[Message]) -> None:
        until(lambda: all(self.answer(one) for one in some), 60, "the answers")


def until(true: object, seconds: float, what: str) -> None:
    """Look seldom: the looking takes the processor and the server's lock too."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} seconds in vain for {what}"
        time.sleep(0.2)


def plan(command: Command, zone: ZoneInfo) -> None:
    """A talk of tomorrow for each mentor, its prompt due now for all."""
    env = command.env
    data = Path(env[PREFIX + "DATA_DIR"])
    store = Store.open(
        f"sqlite:///{data}/mentorkompas.db",
        Path(env[PREFIX + "SECRET_KEY_FILE"]),
        data,
        RealClock(),
    )
    now = datetime.now(zone)
    tomorrow = now + timedelta(days=1)
    talk = Planned(
        "1",
        "voortgangsgesprek",
        tomorrow.replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None),
        zone.key,
        follow_up_at=tomorrow + timedelta(hours=5),
        prompt_at=now,
    )
    mentor = Conversation(introduced=True, agreed=True, planned=(talk,))
    records = (Due("prompt:1", now), Due("follow:1", talk.follow_up_at))
    for start in range(0, MENTORS, TOGETHER):
        numbers = range(1 + start, 1 + min(start + TOGETHER, MENTORS))
        store.receive([Received(number, FIRST + number, b"{}") for number in numbers])
        claimed = store.waiting(TOGETHER)
        assert len(claimed) == len(numbers)
        store.settle(
            [Handled(one.update_id, one.mentor, mentor, records=records) for one in claimed]
        )
    store.close()


def test_all_are_prompted_once_and_nobody_waits_for_it(newcomer: Command, tmp_path: Path) -> None:
    zone = at_noon()
    with Telegram.started(Limits()) as telegram:
        bot = newcomer.with_(
            telegram_token=telegram.server.token,
            telegram_api_url=telegram.url,
            secret_key_file=tmp_path / "sleutel" / "geheim",
            webhook_listen=f"127.0.0.1:{free_port()}",
            timezone=zone,
        )
        plan(bot, ZoneInfo(zone))
        for number in range(1, MENTORS + 1):
            telegram._world.chat(FIRST + number)
        asking = Asking(telegram)
        chats = [FIRST + number for number in range(1, MENTORS + 1)]
        with at_work(bot, "bot", tmp_path / "gezegd"):
            until(lambda: telegram.calls("sendMessage"), 120, "the first prompt")

            def prompted() -> int:
                return sum(bool(telegram._world.messages[chat]) for chat in chats)

            deadline = time.monotonic() + 60 + MENTORS / 10
            while (done := prompted()) < MENTORS:
                assert time.monotonic() < deadline, f"only {done} of {MENTORS} were prompted"
                asking.ask()
                time.sleep(EVERY_SECONDS)
            meanwhile = list(asking.asked)
            asking.wait_for(meanwhile)
            for _ in range(IDLE_QUESTIONS if MENTORS >= MANY else 0):
                asking.wait_for([asking.ask()])
                time.sleep(EVERY_SECONDS)

        prompts = [telegram.of_bot(chat) for chat in chats]
        assert {len(one) for one in prompts} == {1}
        assert all("voortgangsgesprek" in one[0].text for one in prompts)
        assert [call for call in telegram.calls("sendMessage") if call.code == 429] == []
        moments = sorted(one[0].sent_at for one in prompts)
        first_answer = asking.answer(meanwhile[0])
        assert first_answer
        assert first_answer.sent_at < moments[-1]
        took = moments[-1] - moments[0]
        line = f"{MENTORS} prompts in {took:.1f} s ({MENTORS / took:.1f} a second)"
        if MENTORS >= MANY:
            busy = sorted(asking.seconds(meanwhile))
            idle = sorted(asking.seconds(asking.asked[len(meanwhile) :]))
            usual = statistics.median(idle)
            line += (
                f"; {len(busy)} questions meanwhile: median {statistics.median(busy):.3f} s, "
                f"slowest {busy[-1]:.3f} s; {len(idle)} on an idle bot: median {usual:.3f} s, "
                f"slowest {idle[-1]:.3f} s"
            )
            assert busy[-1] - usual <= LATER_AT_MOST, line
        _log.info(line)
