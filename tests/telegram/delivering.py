"""Posts updates to the bot's webhook as Telegram does.

In order per chat, many chats at once, again and again until the bot answers 2xx.
"""

import asyncio
import contextlib
from collections import deque
from typing import Any

import aiohttp

from tests.telegram.world import Json, World

_AGAIN_SECONDS = 0.1
"""Telegram waits longer; tests need not."""

_USUAL_CONNECTIONS = 40
"""When `setWebhook` says nothing else."""


async def deliver(world: World, news: asyncio.Event) -> None:
    """Post what waits while a webhook is set; runs until it is cancelled."""
    timeout = aiohttp.ClientTimeout(10)
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        posts = _Posts(world, session)
        try:
            while True:
                posts.take()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), 0.5)
                if world.settings.get("webhook"):
                    news.clear()
                else:
                    await asyncio.sleep(0.05)  # the news is for `getUpdates`
        finally:
            await posts.close()


class _Posts:
    """The updates that are to be posted, by chat."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._session = session
        self._queues: dict[Any, deque[Json]] = {}
        self._ready: deque[Any] = deque()
        self._active: set[asyncio.Task[None]] = set()

    def take(self) -> None:
        """What waits now, if there is a webhook."""
        if not self._world.settings.get("webhook"):
            return
        with self._world.changed:
            waiting = list(self._world.updates)
            self._world.updates.clear()
            self._world.delivered.update({one["update_id"]: one for one in waiting})
        for update in waiting:
            key = _chat_of(update)
            if key not in self._queues:
                self._queues[key] = deque()
                self._ready.append(key)
            self._queues[key].append(update)
        self._begin()

    async def close(self) -> None:
        """Give up what is under way."""
        self._ready.clear()
        for task in list(self._active):
            task.cancel()
        await asyncio.gather(*self._active, return_exceptions=True)

    def _begin(self) -> None:
        hook = self._world.settings.get("webhook") or {}
        most = int(hook.get("max_connections", _USUAL_CONNECTIONS))
        while self._ready and len(self._active) < most:
            task = asyncio.create_task(self._post(self._ready.popleft()))
            self._active.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._active.discard(task)
        if not task.cancelled():
            self._begin()

    async def _post(self, key: Any) -> None:
        hook = self._world.settings.get("webhook")
        queue = self._queues[key]
        if hook and await _posted(self._session, hook, queue[0]):
            queue.popleft()
        else:
            await asyncio.sleep(_AGAIN_SECONDS)
        if queue:
            self._ready.append(key)
        else:
            del self._queues[key]


async def _posted(session: aiohttp.ClientSession, hook: Json, update: Json) -> bool:
    headers = {}
    if hook.get("secret_token"):
        headers["X-Telegram-Bot-Api-Secret-Token"] = str(hook["secret_token"])
    try:
        async with session.post(str(hook["url"]), json=update, headers=headers) as answer:
            return 200 <= answer.status < 300
    except (aiohttp.ClientError, TimeoutError):
        return False


def _chat_of(update: Json) -> Any:
    for body in update.values():
        if isinstance(body, dict):
            return body.get("chat", body.get("message", {}).get("chat", {})).get("id")
    return None
