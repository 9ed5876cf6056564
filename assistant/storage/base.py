"""What the rooms of the store share: database, keys, clock, and the address book."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.fernet import InvalidToken
from sqlalchemy import BindParameter, Connection, bindparam, delete, exists

from assistant.ports import Clock
from assistant.storage.claims import HANDLING, SENDING, Claims
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.months import MonthKeys
from assistant.storage.news import News, OwnNews, SharedNews
from assistant.storage.schema import address, inbox, outbox, sent

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
