"""The processes of `tests.bench.trends` that work beside each other: a bot, and its readers.

python -m tests.bench.trends_load bot FOLDER PLACE       a line 'N' on stdin: answer N questions
python -m tests.bench.trends_load readers SITE SECONDS   a line of keys and paths as JSON
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

from assistant import bootstrap, serving
from assistant.dialogue.assistant import Assistant
from assistant.messages import Incoming
from assistant.ports import Handled, Received, Sent
from assistant.storage.store import Store
from tests.bench.trends_region import BOARDS, ROOT, SCHOOLS, chosen
from tests.telegram.running import RealClock

MENTORS = 100
PAGES_A_SECOND = 2
"""Of one reader: as many as the door lets through for long."""


class Bot:
    """The dialogue over the durable store, a message at a time, as in one of its threads."""

    def __init__(self, store: Store, dialogue: Assistant) -> None:
        self._store = store
        self._dialogue = dialogue
        lines = (ROOT / "tests/questions/shipped_dev.jsonl").read_text("utf-8").splitlines()
        # As many as are asked in a turn, so that each turn has the same ones.
        self._questions = cycle([json.loads(line)["question"] for line in lines[:MENTORS]])
        self._update = (store.offset() or 1) + 1

    def answer(self, count: int) -> float:
        """Seconds from what came in to what was sent, for so many questions, one by one."""
        began = time.perf_counter()
        for _ in range(count):
            self._one(next(self._questions))
        return time.perf_counter() - began

    def _one(self, question: str) -> None:
        store, number = self._store, self._update
        self._update += 1
        mentor = number * 7919 % MENTORS
        body = json.dumps({"text": question}).encode()
        store.receive([Received(number, 1 + mentor, body)], self._update)
        (claimed,) = store.waiting(1)
        school = f"school-{mentor % BOARDS}-{mentor % SCHOOLS}"
        talk = claimed.conversation.with_(scope=school, introduced=True, agreed=True)
        outcome = self._dialogue.handle(Incoming(question, RealClock().now(), talk))
        messages = tuple(reply.text.encode() for reply in outcome.replies)
        store.settle(
            [
                Handled(
                    claimed.update_id,
                    claimed.mentor,
                    outcome.conversation,
                    messages,
                    records=outcome.records,
                )
            ]
        )
        due = store.due(10)
        store.sent([Sent(one.id, one.id, one.update_id) for one in due])


def bot(folder: str, place: str, listen: str | None = None) -> None:
    """Answer as many questions as each line says, and say how long that took."""
    read = chosen(Path(folder), place, **({"web_listen": listen} if listen else {}))
    live = bootstrap.live_searcher(read, RealClock().now().date(), lambda *_: None)
    with serving.message_store(read, RealClock()) as store:
        at_work = Bot(store, bootstrap.assistant(read, live))
        at_work.answer(MENTORS)  # everybody has been met: a first meeting makes a key
        if listen:
            serving.web_server(read, live, store.trends, RealClock(), beside_bot=True).start()
        _say("ready")
        for line in sys.stdin:
            _say(str(at_work.answer(int(line))))


class Readers:
    """Everybody who looks at page after page, as fast as they may, while they are let."""

    def __init__(self, site: str, paths: list[str]) -> None:
        self._host, _, self._port = site.rpartition("/")[2].partition(":")
        self._paths = paths
        self._let = asyncio.Event()
        self._looking = 0
        self.statuses: Counter[str] = Counter()
        self.waited: list[float] = []

    async def read(self, number: int, key: str) -> None:
        """Look for ever, with this key; others begin elsewhere."""
        await asyncio.sleep(number / MENTORS / PAGES_A_SECOND)
        first = number % len(self._paths)
        for path in cycle(self._paths[first:] + self._paths[:first]):
            await self._let.wait()
            began = time.monotonic()
            self._looking += 1
            try:
                self.statuses[await self._status(path, key)] += 1
            finally:
                self._looking -= 1
            took = time.monotonic() - began
            self.waited.append(took)
            await asyncio.sleep(max(0.0, 1 / PAGES_A_SECOND - took))

    async def _status(self, path: str, key: str) -> str:
        into, out = await asyncio.open_connection(self._host, int(self._port))
        head = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nConnection: close\r\n"
        out.write(f"{head}Cookie: mentorkompas={key}\r\n\r\n".encode())
        answer = await into.read()
        out.close()
        return answer.split(maxsplit=2)[1].decode()

    async def be(self, word: str) -> None:
        """Look (`on`), or do no more once everybody has what was asked for (`off`)."""
        if word == "on":
            self._let.set()
            return
        self._let.clear()
        while self._looking:
            await asyncio.sleep(0.02)


async def readers(site: str) -> None:
    """One for each key; a line `on` or `off` on stdin is answered when it is so.

    A reader's own machine is not this one: it gives way to everybody here. At the end it says how
    many looks had which status, and how long they took.
    """
    os.nice(19)
    told = json.loads(sys.stdin.readline())
    all_of_them = Readers(site, told["paths"])
    tasks = [
        asyncio.create_task(all_of_them.read(number, key))
        for number, key in enumerate(told["keys"])
    ]
    while line := await asyncio.to_thread(sys.stdin.readline):
        await all_of_them.be(line.strip())
        for task in tasks:
            if task.done():  # one that met an error: fewer read than is said
                task.result()
        _say(line.strip())
    for task in tasks:
        task.cancel()
    looked = {"statuses": all_of_them.statuses, "median": statistics.median(all_of_them.waited)}
    _say(json.dumps(looked))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "bot":
        bot(*sys.argv[2:])
    else:
        asyncio.run(readers(sys.argv[2]))
