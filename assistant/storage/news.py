"""Wakes whoever waits for work: inside the process, or in PostgreSQL in all of them."""

import contextlib
import threading
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from assistant.ports import StoreUnavailableError
from assistant.storage.database import Database

_CHANNEL = "mentorkompas"


class News(Protocol):
    """Something new is in the inbox or the outbox."""

    def tell(self, connection: Connection) -> None:
        """Say so once the transaction of this connection commits, or earlier."""

    def wait(self, timeout_seconds: float) -> bool:
        """Whether there was news since the last call, or came within the time."""

    def close(self) -> None:
        """Stop listening."""


class OwnNews:
    """For one process."""

    def __init__(self) -> None:
        self._new = threading.Event()

    def tell(self, _connection: object = None) -> None:
        """Say so; who looks before the commit waits for the lock of the database anyway."""
        self._new.set()

    def wait(self, timeout_seconds: float) -> bool:
        """Whether there was news since the last call, or came within the time."""
        came = self._new.wait(timeout_seconds)
        self._new.clear()
        return came

    def close(self) -> None:
        """Wake who waits."""
        self._new.set()


class SharedNews:
    """LISTEN and NOTIFY, for all processes on one PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listening: Connection | None = None
        self._lock = threading.Lock()

    def tell(self, connection: Connection) -> None:
        """Goes out with the commit; several in one transaction are one."""
        connection.exec_driver_sql(f"NOTIFY {_CHANNEL}")

    def wait(self, timeout_seconds: float) -> bool:
        """Whether there was news since the last call, or came within the time.

        The first call, and the first after a lost connection, is True at once: what was said
        before nobody heard.

        Raises:
            StoreUnavailableError: the server cannot be reached.
        """
        with self._lock:
            if self._listening is None:
                self._listening = self._database.another()
                self._listening.exec_driver_sql(f"LISTEN {_CHANNEL}")
                return True
            driver: Any = self._listening.connection.driver_connection
            import psycopg

            try:
                # The timeout ends the iteration; all that came together is taken together.
                return any(driver.notifies(timeout=timeout_seconds, stop_after=1))
            except psycopg.Error as error:
                self._drop()
                raise StoreUnavailableError(
                    f"The database {self._database.name} cannot be listened to now"
                ) from error

    def close(self) -> None:
        """Close the connection that listens; who waits finishes first."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._listening is not None:
            with contextlib.suppress(DBAPIError):
                self._listening.close()
            self._listening = None
