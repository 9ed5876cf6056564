"""A bot that rings what is due, in a process of its own, to be killed at any step.

It does with a prompt what the sender does: marked before it is sent, and not sent again when it was
marked before. To send is to append a line to a file, which no kill takes back.
"""

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.ports import Handled, Received, Sent
from assistant.states import Due
from assistant.storage.store import Store

STEPS = ("set", "rung", "claimed", "settled", "taken", "marked", "written", "erased")
"""After which of them the process can be told to die."""

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__, "alembic", "psycopg"])


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def opened(url: str, folder: Path) -> Store:
    return Store.open(url, folder / "sleutel", folder / "data", SystemClock())


def set_due(store: Store, mentors: int) -> None:
    """A prompt for each of so many mentors, due now."""
    store.receive([Received(number, number, b"%d" % number) for number in range(1, mentors + 1)])
    while claimed := store.waiting(50):
        now = datetime.now(UTC)
        store.settle(
            [
                Handled(
                    one.update_id, one.mentor, None, records=(Due(f"prompt:{one.body!r}", now),)
                )
                for one in claimed
            ]
        )


def started(url: str, folder: Path, dies_after: str = "", mentors: int = 0) -> Any:
    """A process that ends when nothing is due any more, or dies by itself after this step."""
    process = _SERVER.Process(target=_work, args=(url, folder, dies_after, mentors))
    process.start()
    return process


def _work(url: str, folder: Path, dies_after: str, mentors: int) -> None:
    def reached(step: str) -> None:
        if step == dies_after:
            os.kill(os.getpid(), signal.SIGKILL)

    store = opened(url, folder)
    out = os.open(folder / "verzonden", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    if mentors:
        set_due(store, mentors)
    reached("set")
    idle = 0
    while idle < 3:
        rung = store.ring(20)
        if rung:
            reached("rung")
        claimed = store.waiting(20)
        if claimed:
            reached("claimed")
        store.settle([Handled(one.update_id, one.mentor, None, (one.body,)) for one in claimed])
        if claimed:
            reached("settled")
        messages = store.due(20)
        for message in messages:
            reached("taken")
            if not message.maybe_sent:
                store.sending([message.id])
                reached("marked")
                os.write(out, message.mentor.encode() + b"\n")
                reached("written")
            store.sent([Sent(message.id)])
            reached("erased")
        idle = 0 if rung or claimed or messages or store.next_due() else idle + 1
    store.close()
