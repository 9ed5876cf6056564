"""A bot without Telegram, in a process of its own, to be killed at any moment.

It receives numbers without end, counts them in each mentor's conversation, and answers each with
its count. To send is to append a line to a file, which no kill takes back.
"""

import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.ports import Claimed, Handled, Received, Sent
from assistant.storage.store import Store

MENTORS = 12
AT_ONCE = 20
"""Most updates that are in hand, and most messages that are out for sending, at any moment."""

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__, "alembic", "psycopg"])


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def started(url: str, folder: Path, sent_file: Path, *, receives: bool) -> Any:
    """A worker; with `receives` it never ends, without it ends when everything is sent."""
    process = _SERVER.Process(target=_work, args=(url, folder, sent_file, receives))
    process.start()
    return process


def opened(url: str, folder: Path) -> Store:
    return Store.open(url, folder / "sleutel", folder / "data", SystemClock())


def _work(url: str, folder: Path, sent_file: Path, receives: bool) -> None:
    store = opened(url, folder)
    out = os.open(sent_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    idle = 0
    while receives or idle < 3:
        if receives and store.may_poll():
            first = store.offset() or 0
            new = range(first, first + 1 + first % 17)
            store.receive([Received(n, n % MENTORS, b"%d" % n) for n in new], new.stop)
        claimed = store.waiting(AT_ONCE)
        store.settle([_handled(one) for one in claimed])
        due = store.due(AT_ONCE)
        for message in due:
            os.write(out, message.body)
        store.sent([Sent(message.id) for message in due])
        idle = 0 if claimed or due else idle + 1
    store.close()


def _handled(one: Claimed) -> Handled:
    count = int(one.conversation.previous or 0) + (not one.set_aside)
    line = f"{int(one.body) % MENTORS} {one.update_id} {count} {int(one.set_aside)}"
    lines = [f"{line} {part}\n".encode() for part in range(1 + one.update_id % 2)]
    return Handled(
        one.update_id, one.mentor, one.conversation.with_(previous=str(count)), tuple(lines)
    )
