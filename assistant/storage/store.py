"""The durable store: inbox, conversations and outbox in one database, opened and closed as one."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import bindparam, delete, select, text, tuple_

from assistant.ports import Clock, StoreUnavailableError
from assistant.storage import access
from assistant.storage.base import milliseconds
from assistant.storage.counting import withdraw
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.outbox import Outbox
from assistant.storage.renewing import renew
from assistant.storage.ringing import Ringing
from assistant.storage.schema import address, conversation, due, inbox, kept, outbox, seen, sent
from assistant.storage.sealing import unsealed
from assistant.storage.trends import TrendStore

_POLLING = 0x706F6C6C
"""The advisory lock of the process that asks for updates."""

_AT_ONCE = 5_000
"""Old rows that one transaction erases."""

_OLD = [
    delete(table).where(
        tuple_(*table.primary_key).in_(
            select(*table.primary_key).where(table.c.at < bindparam("before")).limit(_AT_ONCE)
        )
    )
    for table in (seen, sent)
]


class Store(Inbox, Outbox, Ringing):
    """`MessageStore` on SQLite or PostgreSQL."""

    @classmethod
    def open(
        cls, url: str, key_file: Path, data_dir: Path, clock: Clock, *, guest: bool = False
    ) -> Self:
        """Open the database as a process that works on it, made or brought to this version.

        Args:
            url: DATABASE_URL.
            key_file: SECRET_KEY_FILE.
            data_dir: DATA_DIR, in which the key may not lie.
            clock: tells when things come and go.
            guest: beside the process that works on this SQLite file; then nothing may be claimed.

        Raises:
            ConfigurationError: what is set cannot be used, or the key is not the data's.
            StoreUnavailableError: the server cannot be reached.
        """
        database = Database(url)
        try:
            database.start(guest=guest)
            return cls(database, unsealed(database, key_file, data_dir), clock)
        except BaseException:
            database.close()
            raise

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
            self._take_wishes_back(connection, [mentor])
            # The inbox first: a process that is settling one of its rows is waited for there. Once
            # more after what is due: another may have moved that there meanwhile.
            for table in (inbox, due, inbox, conversation, kept, outbox, sent, address):
                connection.execute(delete(table).where(table.c.mentor == mentor))
            withdraw(connection, self._months, [mentor])
            access.withdraw(connection, [self._keys.code(mentor)])
        self._keys.destroy(mentor)

    def sweep(self, now: datetime) -> None:
        """As `MessageStore.sweep`; also who came in to the pages, and what old keys still open."""
        super().sweep(now)
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
