"""The durable store: inbox, conversations and outbox in one database, opened and closed as one."""

import contextlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, text, tuple_

from assistant.ports import StoreUnavailableError
from assistant.storage import access, silence
from assistant.storage.base import milliseconds
from assistant.storage.counting import withdraw
from assistant.storage.inbox import Inbox
from assistant.storage.outbox import Outbox
from assistant.storage.receiving import Receiving
from assistant.storage.renewing import renew
from assistant.storage.ringing import Ringing
from assistant.storage.schema import address, conversation, due, inbox, kept, outbox, seen, sent
from assistant.storage.trends import TrendStore

_POLLING = 0x706F6C6C
"""The advisory lock of the process that asks for updates."""

_AT_ONCE = 5_000
"""Old rows that one transaction erases."""

_SILENT_AT_ONCE = 20
"""Mentors that one transaction forgets."""

_OLD = [
    delete(table).where(
        tuple_(*table.primary_key).in_(
            select(*table.primary_key).where(table.c.at < bindparam("before")).limit(_AT_ONCE)
        )
    )
    for table in (seen, sent)
]


class Store(Receiving, Inbox, Outbox, Ringing):
    """`MessageStore` on SQLite or PostgreSQL."""

    @property
    def trends(self) -> TrendStore:
        """What is counted and released in the same database."""
        return TrendStore(self._database, self._keys)

    def pseudonym(self, chat: int) -> str:
        """As `MessageStore.pseudonym`."""
        return self._keys.pseudonym(chat)

    def forget(self, mentor: str) -> None:
        """As `MessageStore.forget`."""
        with self._database.transaction() as connection:
            self._forget(connection, [mentor])
        self._keys.destroy(mentor)

    def sweep(self, now: datetime) -> None:
        """As `MessageStore.sweep`; also whoever has been silent for `SILENT_MONTHS`.

        And who came in to the pages, and what old keys still open.
        """
        super().sweep(now)
        self._forget_silent(now)
        access.Access(self._database).sweep(now)
        renew(self._database, self._keys)

    def prune(self, before: datetime) -> None:
        """As `MessageStore.prune`."""
        for statement in _OLD:
            erased = _AT_ONCE
            while erased == _AT_ONCE:  # in steps, so that nobody waits for long
                with self._database.transaction(durable=False) as connection:
                    erased = connection.execute(
                        statement, {"before": milliseconds(before)}
                    ).rowcount

    def may_poll(self) -> bool:
        """As `MessageStore.may_poll`."""
        if self._database.is_sqlite:
            return True
        with self._database.transaction(durable=False) as connection:
            if self._polling != self._database.session:
                take = text(f"SELECT pg_try_advisory_lock({_POLLING})")
                if connection.execute(take).scalar():
                    self._polling = self._database.session
        return self._polling == self._database.session

    def wait(self, timeout_seconds: float) -> bool:
        """As `MessageStore.wait`."""
        return self._news.wait(timeout_seconds)

    def close(self) -> None:
        """As `MessageStore.close`."""
        # Without the database, what is claimed counts as once begun; that does no harm.
        with contextlib.suppress(StoreUnavailableError):
            if self._handling:
                self.release(self._handling.rows())
        self._news.close()
        self._database.close()

    def _forget_silent(self, now: datetime) -> None:
        """Forget who has been silent for too long, a few at a time."""
        forgotten = _SILENT_AT_ONCE
        while forgotten >= _SILENT_AT_ONCE:  # in steps, so that nobody waits for long
            with self._database.transaction() as connection:
                mentors = silence.silent(connection, now, _SILENT_AT_ONCE)
                if mentors:
                    self._forget(connection, mentors)
                # Before their rows are gone for good: whoever dies in between is followed by
                # another that finds these mentors.
                for mentor in mentors:
                    self._keys.destroy(mentor)
            forgotten = len(mentors)

    def _forget(self, connection: Connection, mentors: list[str]) -> None:
        """Erase every row of these mentors."""
        self._take_wishes_back(connection, mentors)
        # The inbox first: a process that is settling one of its rows is waited for there. Once
        # more after what is due: another may have moved that there meanwhile.
        for table in (inbox, due, inbox, conversation, kept, outbox, sent, address):
            connection.execute(delete(table).where(table.c.mentor.in_(mentors)))
        withdraw(connection, self._months, mentors)
        access.withdraw(connection, [self._keys.code(mentor) for mentor in mentors])
