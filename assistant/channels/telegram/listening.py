"""Passes on news of the store between threads and processes, and tidies it up every hour."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.ports import Clock, MessageStore, StoreUnavailableError

_NEWS_SECONDS = 1.0
_TOGETHER_SECONDS = 0.05
_TIDY_EVERY = timedelta(hours=1)
_KEPT = timedelta(hours=48)
"""Which answer belongs to which question: Telegram lets a bot edit for so long, and keeps an
update that may come again for half of it."""


class Listening:
    """Passes on what other processes say, which only PostgreSQL brings."""

    def __init__(
        self,
        store: MessageStore,
        clock: Clock,
        handled: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
        sent: Callable[[], None],
    ) -> None:
        """`handled` is called in a thread of its own, `sent` in the event loop."""
        self._store = store
        self._clock = clock
        self._handled = handled
        self._loop = loop
        self._sent = sent
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-news", daemon=True)

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def stop(self) -> None:
        """It ends by itself; nobody waits for it."""
        self._stopping.set()

    def _run(self) -> None:
        tidied: datetime | None = None
        while not self._stopping.is_set():
            try:
                now = self._clock.now()
                if tidied is None or abs(now - tidied) >= _TIDY_EVERY:
                    self._store.prune(now - _KEPT)
                    tidied = now
                news = self._store.wait(_NEWS_SECONDS)
            except StoreUnavailableError:
                self._stopping.wait(1.0)
                continue
            if news and not self._stopping.is_set():
                self._handled()
                soon(self._loop, self._sent)
                # Our own news came another way already; others' may come in groups.
                self._stopping.wait(_TOGETHER_SECONDS)


def soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Call it in the event loop, from another thread."""
    with contextlib.suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(call)
