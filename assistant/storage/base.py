"""What the rooms of the store share: database, keys, clock, and the address book."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Self

from cryptography.fernet import InvalidToken
from sqlalchemy import BindParameter, Connection, bindparam, delete, exists

from assistant.ports import Clock
from assistant.storage.claims import HANDLING, SENDING, Claims
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.months import MonthKeys
from assistant.storage.news import News, OwnNews, SharedNews
from assistant.storage.schema import address, inbox, outbox, sent
from assistant.storage.sealing import open_with_keys

KNOWN_CHATS = 4096
"""Addresses that stay decrypted in memory."""

OWN_CHAT = 0
"""The number of the chat at the terminal, which none of Telegram's has."""

MENTORS: BindParameter[list[str]] = bindparam("mentors", expanding=True)

_GONE = (
    delete(address)
    .where(
        address.c.mentor.in_(MENTORS),
        address.c.leaving,
        ~exists().where(outbox.c.mentor == address.c.mentor),
        ~exists().where(inbox.c.mentor == address.c.mentor),
    )
    .returning(address.c.mentor)
)
_RECEIPT_GONE = delete(sent).where(sent.c.mentor.in_(MENTORS))


class Base:
    """One process at work on the database."""

    _guest: ClassVar[bool] = False
    """Whether it works beside the process that works on this SQLite file, and claims nothing."""

    def __init__(self, database: Database, keys: Keys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._months = MonthKeys(keys)
        self._clock = clock
        self._handling = Claims(database, HANDLING)
        self._sending = Claims(database, SENDING)
        self._news: News = OwnNews() if database.is_sqlite else SharedNews(database)
        self._alone = False
        """Whether what is being handled was in a dead process' hands before."""
        self._polling = 0
        """In which session of the database this process became the one that polls."""
        self._chat = lru_cache(KNOWN_CHATS)(self._decrypted_chat)

    @classmethod
    def open(cls, url: str, key_file: Path, data_dir: Path, clock: Clock) -> Self:
        """Open the database, made or brought to this version.

        Args:
            url: DATABASE_URL.
            key_file: SECRET_KEY_FILE.
            data_dir: DATA_DIR, in which the key may not lie.
            clock: tells when things come, go and fall due.

        Raises:
            ConfigurationError: what is set cannot be used, or the key is not the data's.
            StoreUnavailableError: the server cannot be reached.
        """
        return cls(*open_with_keys(url, key_file, data_dir, guest=cls._guest), clock)

    def _now(self) -> int:
        return milliseconds(self._clock.now())

    def _decrypted_chat(self, body: bytes) -> int:
        return int(self._keys.outer.decrypt(body))

    def _encrypted_chat(self, chat: int) -> bytes:
        return self._keys.outer.encrypt(b"%d" % chat)

    def _opened(self, body: bytes) -> bytes | None:
        """What was encrypted under the outer key; None: it is damaged."""
        try:
            return self._keys.outer.decrypt(body)
        except InvalidToken:
            return None

    def _finish_leaving(self, connection: Connection, mentors: Iterable[str]) -> None:
        """Erase the address of those forgotten who have had their receipt, and its number."""
        gone = connection.execute(_GONE, {"mentors": list(mentors)}).scalars().all()
        if gone:
            connection.execute(_RECEIPT_GONE, {"mentors": list(gone)})
        for mentor in gone:
            self._keys.destroy(mentor)


def milliseconds(moment: datetime) -> int:
    """A moment as the tables hold it."""
    return int(moment.timestamp() * 1000)


def moment(value: int) -> datetime:
    """A moment of the tables, in UTC."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=value)
