"""Which mentors a process is busy with, so that no two processes, or threads, take the same one.

SQLite has one working process, whose memory is enough. In PostgreSQL a claim is an advisory lock of
the session (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS): it
outlives transactions and falls away with the connection, thus with a dead process. Whatever is
stored under a claim is stored by the same session; when that was lost, the lock is taken again
first.
"""

import contextlib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text

from assistant.ports import StoreUnavailableError
from assistant.storage.database import Database

HANDLING = 0
SENDING = 1

_TAKE = text(
    "SELECT key, pg_try_advisory_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS k (key)"
)
_LET_GO = text("SELECT pg_advisory_unlock(key) FROM unnest(CAST(:keys AS bigint[])) AS k (key)")


class Claims:
    """The rows that are in this process' hands, and their mentors."""

    def __init__(self, database: Database, work: int) -> None:
        """`work` is HANDLING or SENDING: a mentor can be claimed for both at once."""
        self._database = database
        self._work = work
        self._mentors: dict[int, str] = {}
        self._locked: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._mentors)

    def mentors(self) -> set[str]:
        """Whose rows are in our hands."""
        return set(self._mentors.values())

    def rows(self) -> list[int]:
        """The rows in our hands."""
        return list(self._mentors)

    def lock(self, connection: Connection, mentors: Iterable[str]) -> set[str]:
        """Those of the mentors that no other process has; they are ours until `end`."""
        wanted = set(mentors)
        if self._database.is_sqlite:
            return wanted
        session = self._database.session
        missing = {
            self._key(mentor): mentor for mentor in wanted if self._locked.get(mentor) != session
        }
        if missing:
            for key, granted in connection.execute(_TAKE, {"keys": list(missing)}):
                if granted:
                    self._locked[missing[key]] = session
        return {mentor for mentor in wanted if self._locked.get(mentor) == session}

    def keep(self, rows: Mapping[int, str]) -> None:
        """These rows, each with its mentor, are in our hands from now on."""
        self._mentors.update(rows)

    def end(self, rows: Iterable[int] = ()) -> None:
        """These rows are out of our hands; so is each mentor of whom no row is left."""
        with self._database.lock:
            for row in rows:
                self._mentors.pop(row, None)
            if self._locked:
                self._unlock(self._locked.keys() - self.mentors())

    def _unlock(self, idle: set[str]) -> None:
        sessions = {mentor: self._locked.pop(mentor) for mentor in idle}
        keys = [
            self._key(m) for m, session in sessions.items() if session == self._database.session
        ]
        # With a lost connection the locks are gone as well; the next call will say that it is lost.
        if keys:
            with (
                contextlib.suppress(StoreUnavailableError),
                self._database.transaction(durable=False) as connection,
            ):
                connection.execute(_LET_GO, {"keys": keys})

    def _key(self, mentor: str) -> int:
        # 60 bits of the pseudonym: should two mentors ever share them, one waits for the other.
        return int(mentor[:15], 16) * 2 + self._work
