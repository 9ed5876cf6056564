"""What is nice and may fail: 'typing…', and the end of a button's spinning.

It never holds up an answer, and under a flood it takes no more than a part of Telegram's limits.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

TYPING_A_SECOND = 10
"""Of the thirty requests a second that Telegram allows, so many tell that an answer comes."""

_MOST_AT_ONCE = 8
_SECONDS = 3.0
"""An answer that comes later needs no announcement."""


class Courtesy:
    """Sends what nobody waits for."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()
        self._second = 0
        self._typed = 0

    def typing(self, chat: int) -> None:
        """Show the mentor that an answer is coming."""
        second = int(asyncio.get_running_loop().time())
        if second != self._second:
            self._second, self._typed = second, 0
        if self._typed < TYPING_A_SECOND:
            self._typed += 1
            self._start(
                self._bot.send_chat_action(
                    chat, ChatAction.TYPING, read_timeout=_SECONDS, connect_timeout=_SECONDS
                )
            )

    def pressed(self, press_id: str) -> None:
        """Let the button that was pressed stop waiting."""
        self._start(
            self._bot.answer_callback_query(
                press_id, read_timeout=_SECONDS, connect_timeout=_SECONDS
            )
        )

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, request: Coroutine[Any, Any, bool]) -> None:
        if len(self._tasks) >= _MOST_AT_ONCE:
            request.close()
            return
        task = asyncio.create_task(_tried(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _tried(request: Coroutine[Any, Any, bool]) -> None:
    try:
        await request
    except TelegramError:
        return
