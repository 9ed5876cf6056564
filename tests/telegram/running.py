"""Runs our bot in a thread beside the test, over a real server and any store."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from assistant.channels.telegram.bot import Options, TelegramBot
from assistant.channels.telegram.handling import Dialogue
from assistant.channels.telegram.pacing import Pace
from assistant.messages import Incoming, Outcome, Reply, Role
from assistant.ports import MessageStore
from assistant.storage.memory import MemoryStore
from tests.telegram.client import Telegram


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Echo:
    """Says what was said, with what a test asks for around it."""

    def __init__(self, answer: Callable[[Incoming], Reply] | None = None) -> None:
        self._answer = answer or (lambda incoming: Reply(f"echo {incoming.text}"))
        self.heard: list[Incoming] = []

    def handle(self, incoming: Incoming) -> Outcome:
        self.heard.append(incoming)
        reply = self._answer(incoming)
        return Outcome((reply,), incoming.conversation.with_(introduced=True), "answered")


def unlimited() -> Pace:
    """For tests that are not about Telegram's limits."""
    return Pace(overall=1_000_000, chat_seconds=0)


class Running:
    """A bot that works until `stop`."""

    def __init__(self, bot: TelegramBot) -> None:
        self.bot = bot
        self.error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot")

    def start(self, seconds: float = 10) -> None:
        """Start, and wait until it works or has failed."""
        self._thread.start()
        assert self._up.wait(seconds)

    def stop(self, seconds: float = 12) -> None:
        """Stop, and wait for it."""
        assert self._loop
        assert self._stop
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the bot did not stop"

    def ended(self, seconds: float = 10) -> BaseException | None:
        """What ended it by itself."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the bot goes on"
        return self.error

    def _run(self) -> None:
        async def work() -> None:
            self._loop = asyncio.get_running_loop()
            self._stop = asyncio.Event()
            await self.bot.work(self._stop, self._up.set)

        try:
            asyncio.run(work())
        except BaseException as error:
            self.error = error
        finally:
            self._up.set()


@contextmanager
def running(
    telegram: Telegram,
    dialogue: Dialogue | None = None,
    store: MessageStore | None = None,
    *,
    pace: Pace | None = None,
    role: Callable[[str], Role | None] = lambda _mentor: None,
    hourly: Callable[[datetime], object] | None = None,
    **options: object,
) -> Iterator[Running]:
    """A bot on this server; it is stopped at the end, and must have met no defect."""
    chosen = {"token": telegram.server.token, "api_url": telegram.url} | options
    bot = TelegramBot(
        Options(**chosen),  # type: ignore[arg-type]
        store or MemoryStore(RealClock()),
        dialogue or Echo(),
        RealClock(),
        pace or unlimited(),
        hourly=hourly,
        role=role,
    )
    run = Running(bot)
    run.start()
    try:
        yield run
    finally:
        run.stop()
    if run.error:
        raise run.error


def free_port() -> int:
    """A port of the loopback that nobody uses at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
