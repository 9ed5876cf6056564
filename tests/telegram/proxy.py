"""What stands between Telegram and the processes of one bot: one address, several processes."""

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self


class Proxy:
    """Gives each connection to the next process that takes it; one that is dead is passed over."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.url = ""
        self._ports = list(ports)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._up = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), name="proxy", daemon=True
        )
        self._connections: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._up.wait(10):
            raise RuntimeError("the proxy did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._loop
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/hook"
        self._up.set()
        await self._stop.wait()
        server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connected(self, asking: asyncio.StreamReader, told: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._joined(asking, told))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _joined(self, asking: asyncio.StreamReader, told: asyncio.StreamWriter) -> None:
        try:
            answering, passed = await self._next()
        except OSError:  # nobody is there
            told.transport.abort()
            return
        both = [
            asyncio.create_task(_pass_on(asking, passed)),
            asyncio.create_task(_pass_on(answering, told)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            for writer in (passed, told):
                writer.transport.abort()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self._ports:
            port = self._ports.pop(0)
            self._ports.append(port)
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
