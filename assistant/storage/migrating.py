"""Brings the database to this version; one of a newer version is refused."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.errors import ConfigurationError
from assistant.storage.schema import VERSION


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    return version(connection) == VERSION


def migrate(connection: Connection) -> None:
    """Run the steps that this database has not had yet, in the transaction of the connection.

    Raises:
        ConfigurationError: a newer version of the program made it.
    """
    found = version(connection)
    if found == VERSION:
        return  # what most starts see, without the time that importing Alembic takes

    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    scripts = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise ConfigurationError(
            f"The database is of a newer version ({found}) of the program than this one "
            f"({VERSION}); install the newer program, or put the database's copy back."
        )
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """Of which version the tables are; None: there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
