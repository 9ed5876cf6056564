"""Opens a database with its keys: that they belong together is seen before the first message."""

from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from assistant.errors import ConfigurationError
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.schema import seal

_SEAL = b"mentorkompas"


def open_with_keys(
    url: str, key_file: Path, data_dir: Path, *, guest: bool
) -> tuple[Database, Keys]:
    """Open a database, made or brought to this version, and the keys of its data.

    Args:
        url: DATABASE_URL.
        key_file: SECRET_KEY_FILE.
        data_dir: DATA_DIR, in which the key may not lie.
        guest: beside the process that works on this SQLite file; then nothing may be claimed.

    Raises:
        ConfigurationError: what is set cannot be used, or the key is not the data's.
        StoreUnavailableError: the server cannot be reached.
    """
    database = Database(url)
    try:
        database.start(guest=guest)
        return database, _unsealed(database, key_file, data_dir)
    except BaseException:
        database.close()
        raise


def wrong_key(key_file: Path) -> ConfigurationError:
    """What the operator is told."""
    return ConfigurationError(
        f"The key in {key_file} is not the one that the data was encrypted with; put the right "
        "one back."
    )


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
        raise wrong_key(key_file) from None
    return keys
