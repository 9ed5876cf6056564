"""The bot's own web server: the webhook, and what the operator's tools ask for.

An update is answered with 200 only once it is kept; anything else makes Telegram bring it again.
"""

import hmac
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from assistant.channels.telegram.intake import Intake
from assistant.channels.telegram.metrics import Metrics
from assistant.errors import ConfigurationError
from assistant.ports import StoreUnavailableError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Hook:
    """Where Telegram posts updates: `path` of the public address, and the secret it must show."""

    def __init__(self, path: str, secret: str, intake: Intake) -> None:
        self.path = path
        self._secret = secret.encode()
        self._intake = intake

    async def take(self, request: web.Request) -> web.Response:
        """Keep an update."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        try:
            await self._intake.keep_one(update)
        except StoreUnavailableError:
            return web.Response(status=503)
        return web.Response()


class Server:
    """Answers `/healthz` while the process runs, `/readyz` while it works, and `/metrics`."""

    def __init__(
        self,
        listen: tuple[str, int],
        is_ready: Callable[[], Awaitable[bool]],
        metrics: Metrics,
        hook: Hook | None = None,
    ) -> None:
        self._listen = listen
        self._is_ready = is_ready
        self._metrics = metrics
        self._hook = hook
        self._runner: web.AppRunner | None = None

    async def start(self) -> tuple[str, int]:
        """Listen; where it does, when port 0 left that to the machine.

        Raises:
            ConfigurationError: the address is in use or not this machine's.
        """
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._readiness)
        app.router.add_get("/metrics", self._figures)
        if self._hook is not None:
            app.router.add_post(self._hook.path, self._hook.take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        host, port = self._listen
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self.stop()
            raise ConfigurationError(
                f"Cannot listen on {host}:{port} ({error.strerror or type(error).__name__}); "
                "set MENTORKOMPAS_WEBHOOK_LISTEN to a free address of this machine."
            ) from None
        found = self._runner.addresses[0]
        return str(found[0]), int(found[1])

    async def stop(self) -> None:
        """Finish the requests under way and close."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readiness(self, _: web.Request) -> web.Response:
        if await self._is_ready():
            return web.Response(text="ready\n")
        return web.Response(text="not ready\n", status=503)

    async def _figures(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.text(), content_type="text/plain", charset="utf-8")
