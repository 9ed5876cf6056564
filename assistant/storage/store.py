"""The durable store: inbox, conversations and outbox in one database, opened and closed as one."""

import contextlib
from datetime import datetime
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import bindparam, delete, select, text, tuple_

from assistant.errors import ConfigurationError
from assistant.ports import Clock, StoreUnavailableError
from assistant.storage.base import milliseconds
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.keys import Keys
from assistant.storage.outbox import Outbox
from assistant.storage.schema import address, conversation, inbox, outbox, seal, seen, sent

_SEAL = b"mentorkompas"
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


class Store(Inbox, Outbox):
    """`MessageStore` on SQLite or PostgreSQL."""

    @classmethod
    def open(cls, url: str, key_file: Path, data_dir: Path, clock: Clock) -> "Store":
        """Open the database as a process that works on it, made or brought to this version.

        Args:
            url: DATABASE_URL.
            key_file: SECRET_KEY_FILE.
            data_dir: DATA_DIR, in which the key may not lie.
            clock: tells when things come and go.

        Raises:
            ConfigurationError: what is set cannot be used, or the key is not the data's.
            StoreUnavailableError: the server cannot be reached.
        """
        database = Database(url)
        try:
            database.start()
            return cls(database, _unsealed(database, key_file, data_dir), clock)
        except BaseException:
            database.close()
            raise

    def pseudonym(self, chat: int) -> str:
        """As `MessageStore.pseudonym`."""
        return self._keys.pseudonym(chat)

    def forget(self, mentor: str) -> None:
        """As `MessageStore.forget`."""
        with self._database.transaction() as connection:
            # The inbox first: a process that is settling one of its rows is waited for there.
            for table in (inbox, conversation, outbox, sent, address):
                connection.execute(delete(table).where(table.c.mentor == mentor))
        self._keys.destroy(mentor)

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


def _unsealed(database: Database, key_file: Path, data_dir: Path) -> Keys:
    """The keys, once they are seen to be those of the data."""
    with database.transaction() as connection:
        found = connection.execute(select(seal.c.body)).scalar()
    keys = Keys.open(key_file, apart_from=data_dir, has_data=found is not None)
    if found is None:
        with database.transaction() as connection:
            new = database.insert(seal).on_conflict_do_nothing()
            connection.execute(new, {"id": 1, "body": keys.outer.encrypt(_SEAL)})
            found = connection.execute(select(seal.c.body)).scalar_one()
    try:
        keys.outer.decrypt(found)
    except InvalidToken:
        raise ConfigurationError(
            f"The key in {key_file} is not the one that the data was encrypted with; put the "
            "right one back."
        ) from None
    return keys
