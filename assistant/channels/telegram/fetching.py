"""Brings a file that a mentor sent, for a thread that waits for it."""

import asyncio
from typing import Protocol

from telegram import Bot
from telegram.error import TelegramError

from assistant.channels.files import LARGEST_FILE
from assistant.errors import AssistantError

_SECONDS = 10.0
"""So long a dialogue waits; others go on meanwhile."""


class FetchError(AssistantError):
    """The file did not come; the mentor can send it again."""


class TooLargeError(AssistantError):
    """The file is larger than `LARGEST_FILE`."""


class Fetch(Protocol):
    """Brings a file."""

    def __call__(self, file_id: str) -> bytes:
        """What is in it.

        Raises:
            FetchError: it did not come.
            TooLargeError: it is too large.
        """


class Fetcher:
    """Asks Telegram, in the event loop of the bot."""

    def __init__(self, bot: Bot, loop: asyncio.AbstractEventLoop) -> None:
        self._bot = bot
        self._loop = loop

    def __call__(self, file_id: str) -> bytes:
        """As `Fetch`; to be called in another thread than the event loop's."""
        coming = asyncio.run_coroutine_threadsafe(self._fetched(file_id), self._loop)
        try:
            return coming.result(_SECONDS)
        except (TelegramError, TimeoutError) as error:
            coming.cancel()
            raise FetchError(f"the file did not come ({type(error).__name__})") from None

    async def _fetched(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if file.file_size is not None and file.file_size > LARGEST_FILE:
            raise TooLargeError("the file is too large")
        content = bytes(await file.download_as_bytearray())
        if len(content) > LARGEST_FILE:
            raise TooLargeError("the file is too large")
        return content
