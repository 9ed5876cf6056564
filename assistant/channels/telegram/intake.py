"""Where updates come in, from the poller or the webhook: kept first, then everything else.

What returns has been kept for good; only then may Telegram be told so.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence

import structlog

from assistant.channels.telegram.courtesy import Courtesy
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.threads import Threads
from assistant.channels.telegram.updates import Where, where
from assistant.ports import MessageStore, Received

_log = structlog.get_logger("mentorkompas.telegram")

_GATHER_SECONDS = 0.005
"""Under load the webhook's updates wait so long for others, to be kept in one transaction."""

_MOST_TOGETHER = 200
"""Updates of the webhook that one transaction keeps."""


class Intake:
    """Keeps updates and says so to whoever handles them."""

    def __init__(
        self,
        store: MessageStore,
        threads: Threads,
        courtesy: Courtesy,
        metrics: Metrics,
        arrived: Callable[[], None],
    ) -> None:
        """Join the parts; `arrived` is called when there is something new to handle."""
        self._store = store
        self._threads = threads
        self._courtesy = courtesy
        self._metrics = metrics
        self._arrived = arrived
        self._single: asyncio.Queue[tuple[object, asyncio.Future[None]]] = asyncio.Queue()

    async def keep(self, updates: Sequence[object], offset: int | None = None) -> None:
        """Keep a batch, and the number of the first update after it.

        Raises:
            StoreUnavailableError: it was not kept.
        """
        known = [(one, raw) for raw in updates if (one := where(raw)) is not None]
        if len(known) < len(updates):
            # Nobody can be answered: there is no chat in them.
            _log.warning("updates without a chat", count=len(updates) - len(known))
        received = [
            Received(one.update_id, one.chat, json.dumps(raw, separators=(",", ":")).encode())
            for one, raw in known
        ]
        if not received and offset is None:
            return
        new = await self._threads.run(self._store.receive, received, offset)
        self._metrics.received.inc(new)
        if new:
            self._arrived()
            for one, raw in known:
                self._greet(one, raw)

    async def keep_one(self, update: object) -> None:
        """Keep an update of the webhook, together with others that come at the same time.

        Raises:
            StoreUnavailableError: it was not kept.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._single.put_nowait((update, kept))
        await kept

    async def run(self) -> None:
        """Keep what `keep_one` is given; until it is cancelled."""
        busy = False
        while True:
            waiting = [await self._single.get()]
            if busy:
                await asyncio.sleep(_GATHER_SECONDS)
            with contextlib.suppress(asyncio.QueueEmpty):
                while len(waiting) < _MOST_TOGETHER:
                    waiting.append(self._single.get_nowait())
            busy = len(waiting) > 1
            try:
                await self.keep([update for update, _ in waiting])
            except Exception as error:  # each caller hears of it
                _settle(waiting, error)
            else:
                _settle(waiting, None)

    def _greet(self, one: Where, raw: object) -> None:
        if not one.private:
            return
        if one.press_id is not None:
            self._courtesy.pressed(one.press_id)
        elif one.kind == "message" and isinstance(raw, dict) and raw["message"].get("text"):
            self._courtesy.typing(one.chat)


def _settle(waiting: list[tuple[object, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, kept in waiting:
        if kept.done():  # who waited is gone
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)
