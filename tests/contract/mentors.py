"""Mentors who ask without end, and what must have come of it whatever happened meanwhile."""

import logging
import threading
import time
from collections import defaultdict
from types import TracebackType
from typing import Self

from tests.telegram.client import Telegram

_log = logging.getLogger(__name__)

CHATS = 12

TWICE_AT_MOST = 100
"""Answers of one process that may come again when it dies or loses its database: the eight under
way, and those that were sent while their rows could not be erased yet (`sending`)."""


class Mentors(threading.Thread):
    """Ask in turns for as long as the `with` lasts."""

    def __init__(self, telegram: Telegram, pause_seconds: float = 0.005) -> None:
        super().__init__(name="mentors")
        self._telegram = telegram
        self._pause_seconds = pause_seconds
        self._stopping = threading.Event()
        self.asked: dict[int, list[int]] = defaultdict(list)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self.join()

    def run(self) -> None:
        number = 0
        while not self._stopping.is_set():
            chat = 1 + number % CHATS
            self.asked[chat].append(self._telegram.say(chat, f"vraag {number}").id)
            number += 1
            time.sleep(self._pause_seconds)

    def answers(self) -> int:
        """What the bot has said so far."""
        return sum(len(self._telegram.of_bot(1 + chat)) for chat in range(CHATS))

    def more_answers(self, count: int, seconds: float = 120) -> None:
        """Wait for so many from now on."""
        goal = self.answers() + count
        self._telegram.until(lambda: self.answers() >= goal, seconds, f"{count} more answers")

    def all_answered(self, seconds: float = 120) -> None:
        """Wait until nobody waits; to be called once they have stopped."""
        everything = {question for asked in self.asked.values() for question in asked}

        def missing() -> set[int]:
            own = (self._telegram.of_bot(1 + chat) for chat in range(CHATS))
            return everything - {one.reply_to for of_chat in own for one in of_chat}

        self._telegram.until(lambda: not missing(), seconds, "the last answers")

    def repeated(self) -> int:
        """Answers that came again; each question's first must have come in the order of asking."""
        repeated = 0
        for chat, asked in self.asked.items():
            replies = self._telegram.of_bot(chat)
            first = list(dict.fromkeys(reply.reply_to for reply in replies))
            assert first == asked
            repeated += len(replies) - len(first)
        questions = sum(map(len, self.asked.values()))
        _log.info("%d questions answered in order, %d answers came again", questions, repeated)
        return repeated
