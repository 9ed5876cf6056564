"""Looks at a database without changing it: of which version it is, and whether the key fits."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select

from assistant.storage.base import moment
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.migrating import version
from assistant.storage.schema import VERSION, conversation, seal, seen
from assistant.storage.sealing import wrong_key


@dataclass(frozen=True)
class Seen:
    """What a database is; `newest` is when something came in last, or the month of it began."""

    name: str
    version: str | None
    wanted: str = VERSION
    newest: datetime | None = None


def look(url: str, key_file: Path, data_dir: Path) -> Seen:
    """Look at a database.

    Args:
        url: DATABASE_URL.
        key_file: SECRET_KEY_FILE.
        data_dir: DATA_DIR, in which the key may not lie.

    Raises:
        ConfigurationError: what is set cannot be used, or the key is not the data's.
        StoreUnavailableError: the server cannot be reached.
    """
    database = Database(url)
    try:
        with database.transaction(durable=False) as connection:
            found = version(connection)
            if found != VERSION:
                return Seen(database.name, found)
            body = connection.execute(select(seal.c.body)).scalar()
            came = connection.execute(select(func.max(seen.c.at))).scalar()
            heard = connection.execute(select(func.max(conversation.c.heard))).scalar()
        if body is not None:
            keys = Keys.open(key_file, apart_from=data_dir, has_data=True)
            try:
                keys.outer.decrypt(body)
            except InvalidToken:
                raise wrong_key(key_file) from None
        dated = [] if came is None else [moment(came)]
        if heard is not None:
            dated.append(datetime.strptime(heard, "%Y-%m").replace(tzinfo=UTC))
        return Seen(database.name, found, newest=max(dated, default=None))
    finally:
        database.close()
