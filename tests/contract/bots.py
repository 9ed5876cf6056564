"""Our bot in processes of its own that share a database, to be killed, stopped and starved."""

import multiprocessing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.channels.telegram.bot import Options, TelegramBot
from assistant.storage.store import Store
from tests.telegram.client import Telegram
from tests.telegram.running import Echo, RealClock, unlimited

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__, "alembic", "psycopg"])


@dataclass(frozen=True)
class Bots:
    """What the processes have in common; the key lies in `keys`, beside the data."""

    telegram: Telegram
    database_url: str
    keys: Path
    hook: str | None = None
    """Where Telegram posts updates; None: they poll."""

    def start(self, port: int | None = None) -> Any:
        """One more at work; `port` is where it takes what is posted."""
        where = None if port is None else ("127.0.0.1", port)
        secret = "" if self.hook is None else "geheim"
        options = Options(self.telegram.server.token, self.telegram.url, self.hook, secret, where)
        ready = _SERVER.Event()
        process = _SERVER.Process(target=_work, args=(options, self.database_url, self.keys, ready))
        process.ready = ready  # type: ignore[attr-defined]
        process.start()
        return process


def stopped(process: Any) -> None:
    """Stop it as an operator does: it finishes and leaves with 0."""
    assert process.ready.wait(60)  # before it is at work a signal simply ends it
    assert process.is_alive()
    process.terminate()
    process.join(15)
    assert process.exitcode == 0


def killed(process: Any) -> None:
    """End it as a power cut does."""
    process.kill()
    process.join()


def _work(options: Options, database_url: str, keys: Path, ready: Any) -> None:
    store = Store.open(database_url, keys / "geheim", keys.parent / "data", RealClock())
    TelegramBot(options, store, Echo(), RealClock(), unlimited()).run(ready.set)
    store.close()
