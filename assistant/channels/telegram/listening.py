"""Looks after the store: passes on its news, rings what is due, tidies up every hour."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from assistant.ports import Clock, MessageStore, StoreUnavailableError

_log = structlog.get_logger("mentorkompas.telegram")

RUNG_AT_ONCE = 30
"""So many things that are due are under way together: what Telegram lets a bot send in a second."""

_RING_AGAIN_SECONDS = 0.2
"""While more is due than may be under way."""

_LOOK_AGAIN_SECONDS = 30.0
"""Another process on the same SQLite file tells nobody what it stores."""

_AFTER_NEWS_SECONDS = 1.0
"""What was just stored may be due before all that was known; under load that is asked once."""

_NEWS_SECONDS = 1.0
"""News is waited for so long at a time, so that a stop is noticed."""

_TOGETHER_SECONDS = 0.05
"""News of this time is passed on as one."""

_TIDY_EVERY = timedelta(hours=1)
_KEPT = timedelta(hours=48)
"""What is known of the messages in a chat: Telegram lets a bot erase and edit them for so long, and
keeps an update that may come again for half of it."""


class Listening:
    """Passes on what other processes say, which only PostgreSQL brings, and what the clock says."""

    def __init__(
        self,
        store: MessageStore,
        clock: Clock,
        handled: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
        sent: Callable[[], None],
        hourly: Callable[[datetime], object] | None = None,
    ) -> None:
        """`handled` and `hourly` are called in a thread of its own, `sent` in the event loop."""
        self._store = store
        self._clock = clock
        self._handled = handled
        self._loop = loop
        self._sent = sent
        self._hourly = hourly
        self._tidied: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-news", daemon=True)

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def stop(self) -> None:
        """It ends by itself; nobody waits for it."""
        self._stopping.set()

    def _run(self) -> None:
        look_at = time.monotonic()
        while not self._stopping.is_set():
            try:
                self._tidy()
                if time.monotonic() >= look_at:
                    look_at = time.monotonic() + self._ring()
                left = max(0.0, look_at - time.monotonic())
                news = self._store.wait(min(_NEWS_SECONDS, left))
            except StoreUnavailableError:
                self._stopping.wait(1.0)
                continue
            if news and not self._stopping.is_set():
                look_at = min(look_at, time.monotonic() + _AFTER_NEWS_SECONDS)
                self._handled()
                soon(self._loop, self._sent)
                # Our own news came another way already; others' may come in groups.
                self._stopping.wait(_TOGETHER_SECONDS)

    def _tidy(self) -> None:
        now = self._clock.now()
        if self._tidied is None or abs(now - self._tidied) >= _TIDY_EVERY:
            self._step(lambda: self._store.prune(now - _KEPT))
            self._step(lambda: self._store.sweep(now))
            if (hourly := self._hourly) is not None:
                self._step(lambda: hourly(now))
            self._tidied = now

    def _step(self, step: Callable[[], object]) -> None:
        """Do a part of the tidying; one that fails stops neither the others nor what is due."""
        try:
            step()
        except StoreUnavailableError:
            raise  # all of it again, in a moment
        except Exception as error:
            _log.error("a part of the tidying waits for an hour", kind=type(error).__name__)

    def _ring(self) -> float:
        """Let what is due be handled; how many seconds until it is time to look again."""
        self._store.ring(RUNG_AT_ONCE)
        following = self._store.next_due()
        if following is None:
            return _LOOK_AGAIN_SECONDS
        left = (following - self._clock.now()).total_seconds()
        return min(_LOOK_AGAIN_SECONDS, max(_RING_AGAIN_SECONDS, left))


def soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Call it in the event loop, from another thread."""
    with contextlib.suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(call)
