"""kill -9 of the whole bot at random moments under load: no question goes unanswered."""

import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.texts.catalogue import say
from tests.telegram.child import POISON, started
from tests.telegram.client import Telegram

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KILLS = int(os.environ.get("BOT_KILLS", "20"))
CHATS = 12
TWICE_AT_MOST = 100
"""Answers that may come again after one kill: those under way, and those just sent whose rows
were not yet erased (`sending`)."""


class Mentors(threading.Thread):
    """Ask without end, in turns, until they are stopped."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram
        self._stopping = threading.Event()
        self.asked: dict[int, list[int]] = defaultdict(list)

    def run(self) -> None:
        number = 0
        while not self._stopping.is_set():
            chat = 1 + number % CHATS
            self.asked[chat].append(self._telegram.say(chat, f"vraag {number}").id)
            number += 1
            time.sleep(0.005)

    def stop(self) -> None:
        self._stopping.set()
        self.join()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_killed_bot_answers_every_question_in_order(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    url = f"sqlite:///{tmp_path}/data/berichten.db"
    workers = 1
    if backend == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_postgresql")
        url, workers = new(), 2
    chance = random.Random(11)
    with Telegram.started() as telegram:
        begin = lambda: started(telegram.server.token, telegram.url, url, tmp_path)  # noqa: E731
        answers = lambda: sum(len(telegram.of_bot(1 + n)) for n in range(CHATS))  # noqa: E731
        at_work = [begin() for _ in range(workers)]
        mentors = Mentors(telegram)
        mentors.start()
        for _ in range(KILLS):
            goal = answers() + chance.randrange(1, 60)
            telegram.until(lambda goal=goal: answers() >= goal, 120, "answers")
            time.sleep(chance.random() / 20)
            victim = at_work.pop(0)
            victim.kill()
            victim.join()
            at_work.append(begin())
        mentors.stop()
        everything = {question for asked in mentors.asked.values() for question in asked}

        def answered() -> set[int | None]:
            return {m.reply_to for n in range(CHATS) for m in telegram.of_bot(1 + n)}

        telegram.until(lambda: answered() >= everything, 120, "the last answers")
        for worker in at_work:
            worker.terminate()
            worker.join(15)
            assert worker.exitcode == 0
        repeated = 0
        for chat, asked in mentors.asked.items():
            replies = telegram.of_bot(chat)
            first = list(dict.fromkeys(reply.reply_to for reply in replies))
            assert first == asked
            repeated += len(replies) - len(first)
            texts = {reply.text for reply in replies if not reply.text.startswith("echo vraag")}
            assert texts <= {say("telegram.set_aside")}
        assert repeated <= TWICE_AT_MOST * KILLS


def test_a_message_that_kills_the_bot_is_set_aside_after_the_second_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/berichten.db"
    with Telegram.started() as telegram:
        telegram.say(1, POISON)
        for chat in (2, 3):
            telegram.say(chat, "vraag")
        deaths = 0
        answered = lambda: all(telegram.of_bot(chat) for chat in (1, 2, 3))  # noqa: E731
        while True:
            worker = started(telegram.server.token, telegram.url, url, tmp_path)
            telegram.until(lambda worker=worker: answered() or not worker.is_alive(), 60, "an end")
            if worker.is_alive():
                break
            deaths += 1
        worker.terminate()
        worker.join(15)

        assert deaths == 2
        assert [one.text for one in telegram.of_bot(1)] == [say("telegram.set_aside")]
        assert [one.text for one in telegram.of_bot(2)] == ["echo vraag"]
        assert [one.text for one in telegram.of_bot(3)] == ["echo vraag"]


def test_a_flood_from_one_chat_holds_up_no_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/berichten.db"
    with Telegram.started() as telegram:
        for number in range(200):
            telegram.say(1, f"vraag {number}")
        for chat in range(2, 6):
            telegram.say(chat, "vraag")
        worker = started(telegram.server.token, telegram.url, url, tmp_path)
        flood = [one.id for one in telegram.replies(1, 200, 120)]
        others = [telegram.replies(chat, 1, 60)[0].id for chat in range(2, 6)]
        worker.terminate()
        worker.join(15)

        assert max(others) < flood[50]
