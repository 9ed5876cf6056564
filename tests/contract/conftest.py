"""The stores under test: memory, SQLite, and a real PostgreSQL that is started once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgresql as postgresql_server
from tests.contract.places import FakeClock, MemoryPlace, Place, SqlPlace


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Empties the tables of a real PostgreSQL, and gives its URL."""
    yield from postgresql_server.served()


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
