"""Sends what the outbox holds: one message of a chat at a time, several chats at once.

What came of a sending, and what is done about it:

- Telegram has it: erased.
- Telegram refused it for now (429), or there was no connection: it waits, and goes again.
- Its fate is unknown (the connection broke after sending, no answer in time, an error of
  Telegram's own, an answer that is no JSON; or the process died before it could erase it): an
  answer goes again, after a pause that doubles, because an answer twice is the lesser evil than
  none. What is better lost than doubled (`once`) does not.
- Telegram refused it for good: once more as plain text, then without buttons, then it is erased.
"""

import asyncio
import time
from datetime import timedelta

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from assistant.channels.telegram import outgoing
from assistant.channels.telegram.delivering import Deliverer
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.pacing import Pace
from assistant.channels.telegram.request import NotSentError, pause_seconds
from assistant.channels.telegram.threads import Threads
from assistant.ports import Clock, MessageStore, Outgoing, Sent, StoreUnavailableError

_log = structlog.get_logger("mentorkompas.telegram")

AT_ONCE = 8
"""Messages under way; more do not arrive sooner, they only wait elsewhere."""

LONGEST_PAUSE_SECONDS = 60.0
"""The pause before a message goes again doubles up to this one."""

FINISH_SECONDS = 4.0
"""How long a message that is under way may still take when the bot stops."""

_READY = 64
"""Messages that are taken from the outbox ahead of their sending."""

_GATHER_SECONDS = 0.02
"""Of what is sent within this time, all comes twice when the process is killed."""

_IDLE_SECONDS = 1.0
"""The outbox is looked at so often without news, for what has waited its time."""

_AWAY_SECONDS = 0.5
"""Until the database is tried again."""


class Sender:
    """The way from the outbox to the mentors."""

    def __init__(
        self,
        deliverer: Deliverer,
        store: MessageStore,
        threads: Threads,
        clock: Clock,
        pace: Pace,
        metrics: Metrics,
    ) -> None:
        self._deliverer = deliverer
        self._store = store
        self._threads = threads
        self._clock = clock
        self._pace = pace
        self._metrics = metrics
        self._ready: asyncio.PriorityQueue[tuple[bool, int, Outgoing]] = asyncio.PriorityQueue()
        self._done: list[Sent] = []
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There is something new in the outbox; to be called in the event loop."""
        self._news.set()

    async def run(self) -> None:
        """Send until `stop`, then finish what is under way and erase what was sent."""
        workers = [asyncio.create_task(self._work()) for _ in range(AT_ONCE)]
        try:
            while not self._stopping:
                await self._exchange()
                if self._ready.qsize() > AT_ONCE:
                    # Enough to send: what is sent meanwhile is erased together.
                    await asyncio.sleep(_GATHER_SECONDS)
                    continue
                try:
                    await asyncio.wait_for(self._news.wait(), _IDLE_SECONDS)
                except TimeoutError:
                    continue
                self._news.clear()
        finally:
            self._stopping = True
            for worker in workers:
                worker.cancel()
            # What is under way is finished; what takes too long is cut off, its fate unknown.
            _, slow = await asyncio.wait(workers, timeout=FINISH_SECONDS)
            for worker in slow:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await self._exchange()

    def stop(self) -> None:
        """End `run`."""
        self._stopping = True
        self._news.set()

    async def _exchange(self) -> None:
        """Erase what was sent and take what comes next, in one visit to the store."""
        done, self._done = self._done, []
        room = 0 if self._stopping else _READY - self._ready.qsize()

        def exchanged() -> list[Outgoing]:
            if done:
                self._store.sent(done)
            return self._store.due(room) if room > 0 else []

        try:
            for row in await self._threads.run(exchanged):
                self._put(row)
        except StoreUnavailableError:
            # Erasing twice does no harm; sending twice would.
            self._done = done + self._done
            _log.warning("the database is away, trying again")
            if not self._stopping:
                await asyncio.sleep(_AWAY_SECONDS)
                self._news.set()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            *_, row = await self._ready.get()
            wait = self._pace.chat_wait(row.chat, loop.time())
            if _is_due(row):
                wait = max(wait, self._pace.overall_wait(loop.time(), waited_for=False))
            if wait > 0:
                loop.call_later(wait, self._put, row)
                continue
            while (wait := self._pace.overall_wait(loop.time())) > 0:
                await asyncio.sleep(wait)
            self._pace.begin()  # before another worker asks
            # Once begun it is finished, also when the bot stops meanwhile.
            sending = asyncio.ensure_future(self._send(row))
            try:
                await asyncio.shield(sending)
            except asyncio.CancelledError:
                await sending
                raise

    async def _send(self, row: Outgoing) -> None:
        try:
            outcome = await self._tried(row)
        except StoreUnavailableError:
            outcome = "database away"  # it stays ours; the claim ends with the process
            self._again_later(row)
        except Exception as error:
            # A defect of ours: it must not stop the others, nor be tried without end.
            _log.error("a message cannot be sent", kind=type(error).__name__)
            outcome = "defect"
            self._done.append(Sent(row.id))
        finally:
            self._pace.end(row.chat, asyncio.get_running_loop().time())
        self._metrics.sends.labels(outcome).inc()
        self._news.set()

    async def _tried(self, row: Outgoing) -> str:
        message = outgoing.read(row.body)
        if message.once:
            if row.maybe_sent:
                self._done.append(Sent(row.id))
                return "perhaps sent"
            await self._threads.run(self._store.sending, [row.id])
        began = time.perf_counter()
        try:
            message_id = await self._deliverer.deliver(row, message)
        except RetryAfter as error:
            return await self._held(row, error)
        except ChatMigrated as error:
            await self._threads.run(self._store.migrate, row.chat, error.new_chat_id)
            await self._again(row, 0.0)
            return "moved"
        except Forbidden:
            await self._threads.run(self._store.blocked, row.mentor)
            return "blocked"
        except BadRequest:  # a NetworkError by birth, so it comes first
            self._done.append(Sent(row.id))
            _log.warning("telegram refused a message", kind=message.kind)
            return "refused"
        except TelegramError as error:
            if message.once and not isinstance(error, NotSentError):
                self._done.append(Sent(row.id))
                return "perhaps sent"
            await self._again(row, min(LONGEST_PAUSE_SECONDS, 2.0 ** min(row.attempts, 10)))
            return "again"
        self._metrics.sending.observe(time.perf_counter() - began)
        question = (
            message.question if isinstance(message, outgoing.Text | outgoing.Document) else None
        )
        self._done.append(Sent(row.id, message_id, question))
        return "sent"

    async def _held(self, row: Outgoing, error: RetryAfter) -> str:
        seconds = pause_seconds(error)
        if self._pace.hold(row.chat, seconds, asyncio.get_running_loop().time()):
            _log.warning("telegram asks for a pause", seconds=seconds)
        await self._again(row, seconds)
        return "held"

    async def _again(self, row: Outgoing, seconds: float) -> None:
        """Put it back; it goes when the time has passed, in this process or another."""
        at = self._clock.now() + timedelta(seconds=seconds)
        await self._threads.run(self._store.retry, row.id, at)
        asyncio.get_running_loop().call_later(seconds + 0.01, self.wake)

    def _again_later(self, row: Outgoing) -> None:
        asyncio.get_running_loop().call_later(_AWAY_SECONDS, self._put, row)

    def _put(self, row: Outgoing) -> None:
        """It is ready to be sent; answers go before what nobody waits for."""
        self._ready.put_nowait((_is_due(row), row.id, row))


def _is_due(row: Outgoing) -> bool:
    """Whether it comes of something due: nobody asked for it."""
    return row.update_id < 0
