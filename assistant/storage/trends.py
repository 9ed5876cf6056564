"""Closes months, once, and gives out what was released of them.

A month closes in one transaction: what may be known is stored, what was counted is erased, and then
its key is destroyed. A process that dies in between leaves nothing that the next one cannot finish.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, text, update

from assistant.ports import PassedOn
from assistant.storage import wishes
from assistant.storage.base import milliseconds
from assistant.storage.counting import CLOSING, One, record, state
from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.months import MonthKeys
from assistant.storage.schema import counted, month, released
from assistant.storage.sealing import open_with_keys
from assistant.trends.figures import Figures, before
from assistant.trends.naming import title
from assistant.trends.releasing import Key, Mentors, release, wish_groups
from knowledge.holding import Knowledge


class TrendStore:
    """What is counted and what was released, on SQLite or PostgreSQL; beside a bot or alone."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.database = database
        self.keys = keys
        self._months = MonthKeys(keys)

    @classmethod
    def open(cls, url: str, key_file: Path, data_dir: Path) -> "TrendStore":
        """Open the database as a guest beside whatever bot is at work.

        Args:
            url: DATABASE_URL.
            key_file: SECRET_KEY_FILE.
            data_dir: DATA_DIR, in which the key may not lie.

        Raises:
            ConfigurationError: what is set cannot be used, or the key is not the data's.
            StoreUnavailableError: the server cannot be reached.
        """
        return cls(*open_with_keys(url, key_file, data_dir, guest=True))

    def record(self, ones: Sequence[One]) -> int:
        """Count, in a transaction of its own; how many came for a closed month."""
        with self.database.transaction() as connection:
            return record(connection, self.database, self._months, ones)

    def close_months(self, now: datetime, knowledge: Knowledge, threshold: int) -> tuple[str, ...]:
        """Close every month that has ended, oldest first; those that are closed stay as they are.

        Args:
            now: in the zone in which months are told.
            knowledge: tells which organisation is below which, and what sections are called.
            threshold: TRENDS_THRESHOLD.

        Returns:
            The months in which something was counted that are closed now.
        """
        ended = before(f"{now.year:04}-{now.month:02}")
        closed: list[str] = []
        while (period := self._close_oldest(ended, now, knowledge, threshold)) is not None:
            closed.append(period)
        self._destroy_keys()
        if closed:
            self.database.overwrite()
        return tuple(closed)

    def released(self, organisation: str, period: str) -> str | None:
        """As `ports.ReleasedStore.released`."""
        found = select(released.c.figures).where(
            released.c.organisation == organisation, released.c.period == period
        )
        with self.database.reading() as connection:
            return connection.execute(found).scalar()

    def months(self, organisation: str) -> tuple[str, ...]:
        """As `ports.ReleasedStore.months`."""
        found = (
            select(released.c.period)
            .where(released.c.organisation == organisation)
            .order_by(released.c.period)
        )
        with self.database.reading() as connection:
            return tuple(connection.execute(found).scalars())

    def closed_through(self) -> str | None:
        """As `ports.ReleasedStore.closed_through`."""
        newest = select(func.max(month.c.period)).where(month.c.closed.is_not(None))
        with self.database.reading() as connection:
            found: str | None = connection.execute(newest).scalar()
        return found

    def wishes(self, organisation: str) -> tuple[PassedOn, ...]:
        """As `ports.ReleasedStore.wishes`."""
        with self.database.reading() as connection:
            return wishes.groups(connection, organisation)

    def wished(self, organisation: str, period: str, key: str) -> tuple[str, ...]:
        """As `ports.ReleasedStore.wished`."""
        with self.database.reading() as connection:
            return wishes.texts(connection, self.keys.outer, organisation, period, key)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _close_oldest(
        self, ended: str, now: datetime, knowledge: Knowledge, threshold: int
    ) -> str | None:
        """Close the oldest month that has ended and was counted; None: there is none any more."""
        with self.database.transaction() as connection:
            if not self.database.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({CLOSING})"))
            through, key_ids = state(connection)
            if through is not None and through >= ended:
                return None
            oldest = select(func.min(counted.c.period)).where(counted.c.period <= ended)
            period: str | None = connection.execute(oldest).scalar()
            at = milliseconds(now)
            if period is None:
                wishes.show(connection, ended, {}, {})
                self._mark(connection, ended, at)
                return None
            asked = _asked(connection, period)
            key = self._months.find(period, key_ids.get(period))
            # Without the key that counted it, this is an old copy of the data: what was released
            # of that month, or may have been, is not to be released in another form.
            groups: dict[str, dict[str, Mentors]] = {}
            if key is not None:
                self._release(connection, period, asked, at, knowledge, threshold)
                wished = wishes.wished(connection, period)
                groups = wish_groups(asked, wished, knowledge.organisations, threshold=threshold)
            titles = {key: title(knowledge, key) for about in groups.values() for key in about}
            wishes.show(connection, period, groups, titles)
            connection.execute(delete(counted).where(counted.c.period <= period))
            self._mark(connection, period, at)
        return period

    def _destroy_keys(self) -> None:
        """Destroy those of the closed months: what they named was erased before."""
        closed = month.c.closed.is_not(None) & month.c.key_id.is_not(None)
        with self.database.reading() as connection:
            rows = connection.execute(select(month.c.period, month.c.key_id).where(closed)).all()
        for period, key_id in rows:
            self._months.destroy(period, key_id)
        if rows:
            with self.database.transaction() as connection:
                connection.execute(update(month).where(closed).values(key_id=None))

    def _release(
        self,
        connection: Connection,
        period: str,
        asked: dict[str, dict[Key, set[bytes]]],
        at: int,
        knowledge: Knowledge,
        threshold: int,
    ) -> None:
        before_it = select(released.c.organisation, released.c.figures).where(
            released.c.period == before(period)
        )
        earlier = {row.organisation: row.figures for row in connection.execute(before_it)}

        def month_before(organisation: str) -> Figures | None:
            body = earlier.get(organisation)
            return Figures.model_validate_json(body) if body is not None else None

        found = release(period, asked, knowledge, threshold=threshold, before=month_before)
        rows = [
            {
                "organisation": organisation,
                "period": period,
                "figures": figures.model_dump_json(),
                "at": at,
            }
            for organisation, figures in found.items()
        ]
        if rows:
            connection.execute(insert(released), rows)

    def _mark(self, connection: Connection, period: str, at: int) -> None:
        """It is closed, and so is every month before it that was begun and never counted."""
        upsert = self.database.insert(month).values(period=period, closed=at)
        connection.execute(
            upsert.on_conflict_do_update(index_elements=[month.c.period], set_={"closed": at})
        )
        begun = (month.c.period < period) & month.c.closed.is_(None)
        connection.execute(update(month).where(begun).values(closed=at))


def _asked(connection: Connection, period: str) -> dict[str, dict[Key, set[bytes]]]:
    """Everything that was counted in a month."""
    found: dict[str, dict[Key, set[bytes]]] = {}
    rows = connection.execute(
        select(counted.c.organisation, counted.c.kind, counted.c.key, counted.c.hash).where(
            counted.c.period == period
        )
    )
    for organisation, kind, key, name in rows:
        found.setdefault(organisation, {}).setdefault((kind, key), set()).add(bytes(name))
    return found
