"""Our bot with a trivial dialogue in a process of its own, to be killed at any moment."""

import multiprocessing
import os
from pathlib import Path
from typing import Any

from assistant.channels.telegram.bot import Options, TelegramBot
from assistant.messages import Incoming, Outcome
from assistant.storage.store import Store
from tests.telegram.running import Echo, RealClock, unlimited

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__, "alembic", "psycopg"])


POISON = "gif"


class Mortal(Echo):
    """Dies of one word, as a defect in a library could make it."""

    def handle(self, incoming: Incoming) -> Outcome:
        if incoming.text == POISON:
            os._exit(1)
        return super().handle(incoming)


def started(token: str, api_url: str, database_url: str, folder: Path) -> Any:
    """A bot at work; `folder` holds its key and is its DATA_DIR's parent."""
    process = _SERVER.Process(target=_work, args=(token, api_url, database_url, folder))
    process.start()
    return process


def _work(token: str, api_url: str, database_url: str, folder: Path) -> None:
    store = Store.open(database_url, folder / "sleutel", folder / "data", RealClock())
    TelegramBot(Options(token, api_url), store, Mortal(), RealClock(), unlimited()).run()
    store.close()
