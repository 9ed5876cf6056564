"""The one connection of a process to its database, SQLite or PostgreSQL, and its transactions.

One connection is enough: every write of a process waits for the same disk. In PostgreSQL it also
holds what the process has claimed (`claims`), so that a claim and what is stored under it live and
die together.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from assistant.errors import AssistantError, ConfigurationError
from assistant.ports import StoreUnavailableError
from assistant.storage.migrating import is_current, migrate

_SETTING = "MENTORKOMPAS_DATABASE_URL"
_FORMS = "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
_BUSY_SECONDS = 10.0
"""How long a write waits for another process (an operator's command) on the same SQLite file."""

_GUEST_SECONDS = 10.0
"""How long a guest waits for another one that makes the tables."""

_SYNCHRONOUS = {True: "PRAGMA synchronous = FULL", False: "PRAGMA synchronous = NORMAL"}
# SQLite has one writer: what is to write takes that place at once, or it could not get it later.
_WRITES, _READS = "BEGIN IMMEDIATE", "BEGIN"
# What is erased is overwritten too: texts do not stay, not even encrypted.
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")

# A cut cable is noticed in about 15 seconds on either side; a dead process' claims fall with it.
_POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
    "options": "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2",
}
_MIGRATING = 0x6D656E746F72
"""The advisory lock under which one process of several changes the tables."""


class Database:
    """Gives transactions; safe to use from several threads, one at a time inside."""

    def __init__(self, url: str) -> None:
        """Nothing is opened yet.

        Args:
            url: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.

        Raises:
            ConfigurationError: it is neither.
        """
        self._url = _parsed(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.insert = sqlite.insert if self.is_sqlite else postgresql.insert
        """The dialect's own INSERT, for `on_conflict_do_nothing` and `..._update`."""
        self.lock = threading.RLock()
        self.session = 0
        """Counts connections: what PostgreSQL holds for one is gone with the next."""
        self._engine = self._sqlite() if self.is_sqlite else self._postgresql()
        self._connection: Connection | None = None
        self._durable = True
        self._begin = _WRITES
        self._only: FileLock | None = None

    @property
    def name(self) -> str:
        """Where it is, without user and password."""
        if self.is_sqlite:
            return str(self._url.database)
        return f"{self._url.host or 'local'}/{self._url.database or ''}"

    def start(self, *, guest: bool = False) -> None:
        """Open it and bring its tables to this version.

        Args:
            guest: beside the process that works on this SQLite file, if there is one. Tables are
                changed only while there is none.

        Raises:
            ConfigurationError: another process works on this file, or it cannot be used.
            StoreUnavailableError: the server cannot be reached.
        """
        if self.is_sqlite:
            self._make_file()
            if guest and self._is_current():
                return
            self._take_file(_GUEST_SECONDS if guest else 0.0)
        with self.transaction() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            migrate(connection)
        if guest:
            self._give_file_back()

    def _is_current(self) -> bool:
        with self.transaction(durable=False) as connection:
            return is_current(connection)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back on an exception.

        Args:
            durable: whether it must outlive a power cut once it returns. Without, it outlives the
                process all the same, and the next durable one takes it along (SQLite), or it is
                on disk within a second (PostgreSQL).

        Raises:
            StoreUnavailableError: the database cannot be reached or written now.
        """
        with self._begun(_WRITES, durable=durable) as connection:
            if not durable and not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that changes nothing: it waits for no writer, and none waits for it.

        Raises:
            StoreUnavailableError: the database cannot be reached now.
        """
        with self._begun(_READS) as connection:
            yield connection

    def overwrite(self) -> None:
        """Let what was erased be overwritten on disk now, and not when SQLite's log is full.

        Another process that reads just then may keep it from that; then it happens later.

        Raises:
            StoreUnavailableError: the database cannot be reached or written now.
        """
        if not self.is_sqlite:
            return
        with self.lock:
            try:
                _driver(self._opened()).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.OperationalError as error:
                raise StoreUnavailableError(self._sentence(error)) from error

    def another(self) -> Connection:
        """A second connection to PostgreSQL that commits by itself, for listening.

        Raises:
            StoreUnavailableError: the server cannot be reached.
        """
        try:
            return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise StoreUnavailableError(self._sentence(error)) from error

    def close(self) -> None:
        """Close the connection and let another process work on the file."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._engine.dispose()
            self._give_file_back()

    @contextmanager
    def _begun(self, begin: str, *, durable: bool | None = None) -> Iterator[Connection]:
        with self.lock:
            try:
                connection = self._opened()
                if self.is_sqlite and durable not in (None, self._durable):
                    _driver(connection).execute(_SYNCHRONOUS[bool(durable)])
                    self._durable = bool(durable)
                self._begin = begin
                with connection.begin():
                    yield connection
            except (DBAPIError, sqlite3.Error) as error:
                if (told := self._told(error)) is None:
                    raise
                raise told from error

    def _opened(self) -> Connection:
        if self._connection is None:
            connection = self._engine.connect()
            if self.is_sqlite:
                for pragma in _PRAGMAS:
                    _driver(connection).execute(f"PRAGMA {pragma}")
            self._connection = connection
            self._durable = True
            self.session += 1
        return self._connection

    def _told(self, error: DBAPIError | sqlite3.Error) -> AssistantError | None:
        """The error as a sentence; None: it is a fault of ours. A lost connection is let go."""
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost and self._connection is not None:
            self._connection.close()
            self._connection = None
        passing = (OperationalError, InterfaceError, sqlite3.OperationalError)
        if lost or isinstance(error, passing):
            return StoreUnavailableError(self._sentence(error))
        cause = error.orig if isinstance(error, DBAPIError) else error
        if type(cause) is sqlite3.DatabaseError:
            return ConfigurationError(
                f"{self.name} is damaged, or no SQLite database ({cause}); put its copy back, or "
                "move it away to begin anew."
            )
        return None

    def _sentence(self, error: DBAPIError | sqlite3.Error) -> str:
        cause = error.orig if isinstance(error, DBAPIError) else error
        reason = (str(cause).strip().splitlines() or ["no reason given"])[0]
        return f"The database {self.name} cannot be used now: {reason}"

    def _make_file(self) -> None:
        file = Path(str(self._url.database))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Made here so that nobody else may read it; SQLite's own files beside it follow.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise _unwritable(file, error) from error

    def _take_file(self, seconds: float) -> None:
        """Become the one process that works on it, waiting so long for another to end."""
        file = Path(str(self._url.database))
        try:
            only = FileLock(f"{file}.lock")
            only.acquire(timeout=seconds)
        except Timeout:
            raise ConfigurationError(
                f"Another process already works on {file}; stop that one first, or let both work "
                f"on PostgreSQL with {_SETTING}."
            ) from None
        except OSError as error:
            raise _unwritable(file, error) from error
        self._only = only

    def _give_file_back(self) -> None:
        if self._only is not None:
            self._only.release()
            self._only = None

    def _sqlite(self) -> Engine:
        engine = create_engine(
            self._url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # BEGIN is ours, not the driver's

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(self._begin)

        return engine

    def _postgresql(self) -> Engine:
        return create_engine(
            self._url, poolclass=NullPool, hide_parameters=True, connect_args=_POSTGRESQL
        )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(f"{_SETTING} is no database URL; write {_FORMS}.") from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    raise ConfigurationError(f"{_SETTING} names no database that can be used; write {_FORMS}.")


def _unwritable(file: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{file} cannot be opened ({error.strerror}); set MENTORKOMPAS_DATA_DIR to a folder that "
        "can be written."
    )


def _driver(connection: Connection) -> Any:
    """The driver's own connection, for what must be said outside a transaction."""
    return connection.connection.driver_connection
