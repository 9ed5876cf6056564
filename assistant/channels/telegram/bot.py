"""The bot as one thing that starts, works and stops: joins what this package holds."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from assistant.channels.telegram.connecting import introduced, made, quieten, wrong_token
from assistant.channels.telegram.courtesy import Courtesy
from assistant.channels.telegram.delivering import Deliverer
from assistant.channels.telegram.dispatching import Dispatcher
from assistant.channels.telegram.fetching import Fetcher
from assistant.channels.telegram.handling import Dialogue, Handler
from assistant.channels.telegram.intake import Intake
from assistant.channels.telegram.listening import Listening, soon
from assistant.channels.telegram.metrics import Metrics
from assistant.channels.telegram.pacing import Pace
from assistant.channels.telegram.polling import Poller
from assistant.channels.telegram.presenting import present
from assistant.channels.telegram.request import AiohttpRequest, proxy_to
from assistant.channels.telegram.sending import AT_ONCE, Sender
from assistant.channels.telegram.threads import Threads
from assistant.channels.telegram.updates import ALLOWED
from assistant.channels.telegram.webhook import Hook, Server
from assistant.messages import Role
from assistant.ports import Clock, MessageStore, StoreUnavailableError

_log = structlog.get_logger("mentorkompas.telegram")

TELEGRAM = "https://api.telegram.org"

_WEBHOOK_CONNECTIONS = 100
"""As many as Telegram opens: what comes at the same time is kept in one transaction."""

_STOP_SECONDS = 3.0
"""What is being answered when it is told to stop gets so long to be finished."""

_LAST_SECONDS = 9.0
"""So long after it was told to stop the process ends, whatever it still waits for: a database that
answers nothing, a disk that hangs. What was in hand comes again, as after a kill."""

_MOST_WORKERS = 4
"""Messages that are answered at once, where there are as many processors."""


@dataclass(frozen=True)
class Options:
    """What the operator set. `webhook_url` None: it polls. `listen` None: no web server."""

    token: str = field(repr=False)
    api_url: str = TELEGRAM
    webhook_url: str | None = None
    webhook_secret: str = field(default="", repr=False)
    listen: tuple[str, int] | None = None


class TelegramBot:
    """Takes updates in, has them answered, sends the answers."""

    def __init__(
        self,
        options: Options,
        store: MessageStore,
        dialogue: Dialogue,
        clock: Clock,
        pace: Pace | None = None,
        hourly: Callable[[datetime], object] | None = None,
        role: Callable[[str], Role | None] = lambda _mentor: None,
    ) -> None:
        """Join the parts.

        Args:
            options: how to reach Telegram.
            store: holds what is under way.
            dialogue: answers.
            clock: tells the time.
            pace: other than Telegram's for servers without limits.
            hourly: what else is to be done every hour, at the clock's moment.
            role: reads what the operator granted a mentor.
        """
        self._options = options
        self._store = store
        self._dialogue = dialogue
        self._clock = clock
        self._pace = pace or Pace()
        self._hourly = hourly
        self._role = role
        self.metrics = Metrics()

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Work until the process is told to stop (SIGTERM, SIGINT); `started` is called once.

        Raises:
            ConfigurationError: the token, an address or a secret is wrong.
            AssistantError: Telegram cannot be reached.
        """
        asyncio.run(self._until_told(started))

    async def _until_told(self, started: Callable[[], None]) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def told() -> None:
            if not stop.is_set():
                _leave_after(_LAST_SECONDS)
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, other threads
                loop.add_signal_handler(number, told)
        await self.work(stop, started)

    async def work(self, stop: asyncio.Event, started: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set; then finish what is under way within ten seconds.

        Raises:
            ConfigurationError: the token, an address or a secret is wrong.
            AssistantError: Telegram cannot be reached.
        """
        quieten()
        # Ours to close: a Bot closes them only when it came so far as to know itself.
        proxy = proxy_to(self._options.api_url)
        requests = (AiohttpRequest(1, proxy), AiohttpRequest(2 * AT_ONCE, proxy))
        async with contextlib.AsyncExitStack() as closing:
            for request in requests:
                closing.push_async_callback(request.shutdown)
            bot = made(self._options.token, self._options.api_url, *requests)
            name = await introduced(bot, self._options.api_url)
            threads = Threads()
            closing.callback(threads.close)
            await self._work(bot, name, threads, closing, stop, started)

    async def _work(
        self,
        bot: Bot,
        name: str,
        threads: Threads,
        closing: contextlib.AsyncExitStack,
        stop: asyncio.Event,
        started: Callable[[], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        failed: asyncio.Future[None] = loop.create_future()
        deliverer = Deliverer(bot, self._store, threads)
        sender = Sender(deliverer, self._store, threads, self._clock, self._pace, self.metrics)
        fetch = Fetcher(bot, loop)
        handler = Handler(
            self._dialogue, self._store, fetch, self._clock, self.metrics, name, self._role
        )
        dispatcher = Dispatcher(
            self._store,
            handler.handle,
            lambda: soon(loop, sender.wake),
            lambda error: soon(loop, lambda: _fail(failed, error)),
            workers=min(_MOST_WORKERS, os.cpu_count() or 1),
        )
        courtesy = Courtesy(bot)
        closing.push_async_callback(courtesy.close)
        intake = Intake(self._store, threads, courtesy, self.metrics, dispatcher.wake)
        server = self._server(intake, threads)
        if server is not None:
            await server.start()
            closing.push_async_callback(server.stop)
        listening = Listening(
            self._store, self._clock, dispatcher.wake, loop, sender.wake, self._hourly
        )
        dispatcher.start()
        listening.start()
        sending = asyncio.create_task(sender.run())
        keeping = asyncio.create_task(intake.run())
        updates = asyncio.create_task(self._updates(bot, threads, intake))
        presenting = asyncio.create_task(present(bot))
        self.metrics.ready.set(1)
        started()
        try:
            await _until(stop, [updates, keeping, sending, failed])
        finally:
            # No more comes in, what is in hand is finished, what is answered is sent.
            self.metrics.ready.set(0)
            updates.cancel()
            presenting.cancel()
            if server is not None:
                await server.stop()
            keeping.cancel()
            await asyncio.gather(updates, presenting, keeping, return_exceptions=True)
            listening.stop()
            await threads.run(dispatcher.stop, _STOP_SECONDS)
            sender.stop()
            await asyncio.gather(sending, return_exceptions=True)

    def _server(self, intake: Intake, threads: Threads) -> Server | None:
        options = self._options
        if options.listen is None:
            return None

        async def is_ready() -> bool:
            try:
                await threads.run(self._store.offset)
            except StoreUnavailableError:
                return False
            return True

        hook = None
        if options.webhook_url is not None:
            path = urlsplit(options.webhook_url).path or "/"
            hook = Hook(path, options.webhook_secret, intake)
        return Server(options.listen, is_ready, self.metrics, hook)

    async def _updates(self, bot: Bot, threads: Threads, intake: Intake) -> None:
        """Have updates brought, or bring them."""
        options = self._options
        if options.webhook_url is None:
            await _tried(bot.delete_webhook, "delete the webhook")
            await Poller(bot, self._store, threads, intake, self.metrics).run()
            return
        await _tried(
            lambda: bot.set_webhook(
                options.webhook_url or "",
                secret_token=options.webhook_secret,
                max_connections=_WEBHOOK_CONNECTIONS,
                allowed_updates=list(ALLOWED),
            ),
            "set the webhook",
        )
        await asyncio.Event().wait()


async def _tried(call: Callable[[], Coroutine[Any, Any, bool]], what: str) -> None:
    """Until it succeeds; without it no update comes."""
    pause = 1.0
    while True:
        try:
            await call()
        except InvalidToken:
            raise wrong_token() from None
        except TelegramError as error:
            _log.warning(f"cannot {what}, trying again", kind=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
        else:
            return


def _leave_after(seconds: float) -> None:
    """End the process then, if it has not ended by itself."""

    def leave() -> None:
        _log.error("it did not stop in time and was ended; what was in hand comes again")
        os._exit(1)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True  # it keeps no process from ending
    timer.start()


def _fail(future: asyncio.Future[None], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


async def _until(stop: asyncio.Event, tasks: list[asyncio.Future[None]]) -> None:
    """Until `stop` is set, or one of these ends, which raises what ended it."""
    stopping = asyncio.create_task(stop.wait())
    awaited: set[asyncio.Future[Any]] = {stopping, *tasks}
    try:
        ended, _ = await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    for task in ended:
        if task is not stopping:
            task.result()
