"""Serves the pages with uvicorn in a thread, alone or beside a bot, until it is told to stop."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
import uvicorn
from starlette.types import ASGIApp

from assistant.errors import AssistantError, ConfigurationError
from index.errors import IndexingError

_log = structlog.get_logger("mentorkompas.web")

_EVERY = timedelta(hours=1)
_STOP_SECONDS = 5

_GIVES_WAY = 19
"""Niceness of who makes the pages: they wait for a bot on the same machine, not it for them."""


class WebServer:
    """The pages on an address."""

    def __init__(self, app: ASGIApp, listen: tuple[str, int], hourly: Callable[[], None]) -> None:
        """Nothing is opened yet.

        Args:
            app: the pages.
            listen: host and port.
            hourly: done at the start and every hour, in a thread of its own.
        """
        self._listen = listen
        self._hourly = hourly
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # Its own log would tell the address of every page, and so the links.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server = uvicorn.Server(config)
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port that it listens on, once it is open."""
        return int(self._socket.getsockname()[1]) if self._socket else self._listen[1]

    def open(self) -> None:
        """Take the address.

        Raises:
            ConfigurationError: it cannot be listened on.
        """
        host, port = self._listen
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Named TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # elsewhere it would let two processes listen
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen()
        except OSError as error:
            listening.close()
            raise ConfigurationError(
                f"MENTORKOMPAS_WEB_LISTEN is {host}:{port}, which cannot be listened on "
                f"({error.strerror or type(error).__name__}); set another one."
            ) from None
        self._socket = listening

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Serve until the process is told to stop (SIGTERM, SIGINT); `started` is called once.

        Raises:
            ConfigurationError: the address cannot be listened on.
            AssistantError: it stopped by itself.
        """
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        self.start()
        started()
        while not told.wait(1.0):
            if self._thread is None or not self._thread.is_alive():
                raise AssistantError("The pages stopped by themselves; start them again.")
        self.stop()

    def start(self) -> None:
        """Serve in a thread, until `stop`.

        Raises:
            ConfigurationError: the address cannot be listened on.
        """
        self.open()
        for name, target in (("web-tidying", self._tidy), ("web", self._serve)):
            self._thread = threading.Thread(target=target, name=name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until what is under way is answered."""
        self._stopping.set()
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(2 * _STOP_SECONDS)
        if self._socket is not None:
            self._socket.close()

    def _serve(self) -> None:
        if hasattr(os, "nice"):  # on Linux that of this thread and those that it begins
            os.nice(_GIVES_WAY)
        # In a thread uvicorn leaves the signals to us, and so the exit code.
        self._server.run(sockets=[self._socket] if self._socket else None)

    def _tidy(self) -> None:
        while True:
            try:
                self._hourly()
            except (AssistantError, IndexingError) as error:
                _log.warning("tidying waits for an hour", kind=type(error).__name__)
            if self._stopping.wait(_EVERY.total_seconds()):
                return
