"""Places in which a store keeps things, and a clock for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import NullPool, create_engine, text

from assistant.ports import Claimed, Handled, MessageStore, Outgoing, Received
from assistant.storage import schema
from assistant.storage.database import Database
from assistant.storage.memory import MemoryStore
from assistant.storage.memory_rows import Memory
from assistant.storage.store import Store


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


class Place(Protocol):
    """Keeps what a store kept when its process died."""

    clock: FakeClock

    def open(self) -> MessageStore:
        """A store on what is there."""

    def die(self, store: MessageStore) -> None:
        """The store's process dies: it gives nothing back."""


class MemoryPlace:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._memory = Memory()

    def open(self) -> MemoryStore:
        return MemoryStore(self.clock, self._memory)

    def die(self, store: MessageStore) -> None:
        """Nothing of a process is in the memory that is shared."""


class SqlPlace:
    def __init__(self, url: str, folder: Path, clock: FakeClock) -> None:
        self.url = url
        self.clock = clock
        self.data_dir = folder / "data"
        self.key_file = folder / "sleutel" / "geheim"
        self._open: list[Store] = []

    def open(self) -> Store:
        store = Store.open(self.url, self.key_file, self.data_dir, self.clock)
        self._open.append(store)
        return store

    def die(self, store: MessageStore) -> None:
        # Only the connection goes; `close` would give back what is claimed.
        assert isinstance(store, Store)
        database = store._database
        with database.transaction(durable=False) as connection:
            driver = connection.connection.driver_connection
        pid = None if database.is_sqlite else driver.info.backend_pid  # type: ignore[union-attr]
        store._news.close()
        database.close()
        self._open.remove(store)
        if pid is not None:
            _wait_for_the_end_of(self.url, pid)

    def rows_of(self, mentor: str) -> dict[str, int]:
        """How many rows of a mentor each table holds, where there are any."""
        counts = {}
        with Database(self.url).transaction() as connection:
            for table in schema.metadata.sorted_tables:
                if "mentor" in table.c:
                    rows = connection.execute(table.select().where(table.c.mentor == mentor)).all()
                    counts[table.name] = len(rows)
        return {name: count for name, count in counts.items() if count}

    def close(self) -> None:
        for store in self._open:
            store.close()


def migrated(url: str) -> None:
    """Make the tables."""
    database = Database(url)
    database.start()
    database.close()


def driver_url(url: str) -> str:
    """The URL as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def _wait_for_the_end_of(url: str, pid: int) -> None:
    """The server notices that a client has gone a moment later."""
    engine = create_engine(driver_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        alive = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        while connection.execute(alive, {"pid": pid}).scalar():
            connection.exec_driver_sql("SELECT pg_sleep(0.005)")


def came(number: int, chat: int = 1, body: bytes | None = None) -> Received:
    return Received(number, chat, b"bericht %d" % number if body is None else body)


def answered(one: Claimed, *messages: bytes) -> Handled:
    """One answer that names the update, unless others are given."""
    return Handled(one.update_id, one.mentor, None, messages or (b"antwoord %d" % one.update_id,))


def numbers(claimed: list[Claimed]) -> list[int]:
    return [one.update_id for one in claimed]


def bodies(due: list[Outgoing]) -> list[bytes]:
    return [one.body for one in due]
