"""A real HTTP server that speaks the Bot API, in a thread of its own.

Polling and webhook, files, limits and faults; it validates as Telegram does. A test uses it through
`tests.telegram.client`.
"""

import asyncio
import contextlib
import json
import threading
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.telegram.checking import structured
from tests.telegram.delivering import deliver
from tests.telegram.faults import Faults
from tests.telegram.limits import Limits
from tests.telegram.methods import call
from tests.telegram.world import Json, RefusedError, World

TOKEN = "4242:AAcanary-TOKEN-never-logged-000000000"  # noqa: S105 - of a server in this process

_SENDING = ("sendMessage", "sendDocument", "sendPhoto")


class BotApiServer:
    """Starts on a free port of the loopback; `url` is what TELEGRAM_API_URL becomes."""

    def __init__(self, *, limits: Limits | None = None, token: str = TOKEN, port: int = 0) -> None:
        self.world = World()
        self.world.on_update = self._wake
        self.faults = Faults()
        self.token = token
        self.limits = limits
        self.url = ""
        self.shuffled = False
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._news = asyncio.Event()
        self._polls = 0
        self._stop = asyncio.Event()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot-api", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._up.wait(10):
            raise RuntimeError("the Bot API server did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self._port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        delivering = asyncio.create_task(deliver(self.world, self._news))
        self._up.set()
        await self._stop.wait()
        delivering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivering
        self._news.set()
        await runner.cleanup()

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # stopped meanwhile
            self._loop.call_soon_threadsafe(self._news.set)

    # Calls

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        if request.match_info["token"] != self.token:
            return _refusal(RefusedError(401, "Unauthorized"))
        fault = self.faults.take(method, params)
        if fault and fault.kind in ("json", "html", "drop_before"):
            self.world.note(method, params, 0 if fault.kind == "drop_before" else fault.code)
            if fault.kind == "json":
                return web.json_response(fault.body(), status=fault.code)
            if fault.kind == "html":
                page = "<html><body>Bad Gateway</body></html>"
                return web.Response(text=page, status=fault.code, content_type="text/html")
            return _cut(request)
        try:
            if self.limits and method in _SENDING:
                self.limits.check(params.get("chat_id"))
            if method == "getUpdates":
                result: Any = await self._get_updates(params)
            else:
                result = call(self.world, method, params)
            answer = web.json_response({"ok": True, "result": result})
            self.world.note(method, params, 0 if fault and fault.kind == "drop_after" else 200)
        except RefusedError as refused:
            self.world.note(method, params, refused.code)
            answer = _refusal(refused)
        if fault and fault.kind == "drop_after":
            return _cut(request)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return answer

    async def _get_updates(self, params: Json) -> list[Json]:
        world = self.world
        if world.settings.get("webhook"):
            raise RefusedError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        self._polls += 1
        mine = self._polls
        self._news.set()  # ends the one that is under way
        deadline = self._loop.time() + float(params.get("timeout", 0))
        if offset > 0:
            world.confirm(offset)
        elif offset < 0:
            waiting = [one["update_id"] for one in world.updates]
            world.confirm(waiting[offset] if len(waiting) >= -offset else 0)
        while True:
            self._news.clear()
            with world.changed:
                found = [one for _, one in zip(range(limit), world.updates, strict=False)]
                world.delivered.update({one["update_id"]: one for one in found})
            if found or self._stop.is_set():
                return found[::-1] if self.shuffled else found
            left = deadline - self._loop.time()
            if left <= 0:
                return []
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
            if self._polls != mine:
                self._news.set()
                raise RefusedError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(RefusedError(401, "Unauthorized"))
        _, chat, message = request.match_info["path"].split("/")
        found = self.world.messages[int(chat)].get(int(message))
        if found is None or found.document is None:
            return _refusal(RefusedError(404, "Not Found"))
        return web.Response(body=found.document[1])


async def _params(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        params |= structured(await request.text()) or {}
    elif request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if part.filename:  # type: ignore[union-attr]
                data = bytes(await part.read())  # type: ignore[union-attr]
                params[str(part.name)] = (part.filename, data)  # type: ignore[union-attr]
            else:
                params[str(part.name)] = await part.text()  # type: ignore[union-attr]
    else:
        params |= dict(await request.post())
    return params


def _refusal(refused: RefusedError) -> web.Response:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.Response(text=json.dumps(body), status=refused.code, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()  # type: ignore[attr-defined]
    return web.Response()
