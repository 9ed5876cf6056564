"""Whether the keys are those of the data: seen at the start, not in the first message."""

from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from assistant.errors import ConfigurationError
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.schema import seal

_SEAL = b"mentorkompas"


def unsealed(database: Database, key_file: Path, data_dir: Path) -> Keys:
    """The keys, once they are seen to be those of the data.

    Raises:
        ConfigurationError: they are not, or the file cannot be used.
    """
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


def wrong_key(key_file: Path) -> ConfigurationError:
    """What the operator is told."""
    return ConfigurationError(
        f"The key in {key_file} is not the one that the data was encrypted with; put the right "
        "one back."
    )
