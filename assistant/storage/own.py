"""One mentor's own part of the store, for the terminal: a guest beside whatever bot is at work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from assistant.messages import Conversation
from assistant.ports import Clock, Handled
from assistant.states import Kept, Record
from assistant.storage.base import OWN_CHAT, moment
from assistant.storage.database import Database
from assistant.storage.keeping import Keeping
from assistant.storage.keys import Keys
from assistant.storage.schema import due
from assistant.storage.trends import TrendStore


class OwnStore(Keeping):
    """`OwnStore` on SQLite or PostgreSQL."""

    _guest = True

    def __init__(self, database: Database, keys: Keys, clock: Clock) -> None:
        super().__init__(database, keys, clock)
        self._mentor = keys.pseudonym(OWN_CHAT)

    @property
    def mentor(self) -> str:
        """Whose it is."""
        return self._mentor

    @property
    def trends(self) -> TrendStore:
        """What is counted and released in the same database."""
        return TrendStore(self._database, self._keys)

    def load(self) -> Conversation:
        """As `ports.OwnStore.load`."""
        return self.conversation(self._mentor)

    def save(
        self, conversation: Conversation, records: Sequence[Record] = (), *, forget: bool = False
    ) -> None:
        """As `ports.OwnStore.save`."""
        done = Handled(0, self._mentor, conversation, records=tuple(records), forget=forget)
        with self._database.transaction() as connection:
            if forget:
                self._erase(connection, [self._mentor])
            self._keep_results(connection, [done])
        if forget:
            self._keys.destroy(self._mentor)

    def kept(self) -> tuple[Kept, ...]:
        """As `ports.OwnStore.kept`."""
        return self._kept_of(self._mentor)

    def kept_one(self, name: str) -> Kept | None:
        """As `ports.OwnStore.kept_one`."""
        return self._kept_under(self._mentor, name)

    def next_due(self) -> datetime | None:
        """As `ports.OwnStore.next_due`."""
        with self._database.transaction(durable=False) as connection:
            mine = select(func.min(due.c.at)).where(due.c.mentor == self._mentor)
            at = connection.execute(mine).scalar()
        return None if at is None else moment(at)

    def take_due(self) -> str | None:
        """As `ports.OwnStore.take_due`."""
        first = (
            select(due.c.id)
            .where(due.c.mentor == self._mentor, due.c.at <= self._now())
            .order_by(due.c.at, due.c.id)
            .limit(1)
        )
        take = delete(due).where(due.c.id == first.scalar_subquery()).returning(due.c.name)
        with self._database.transaction() as connection:
            return connection.execute(take).scalar()

    def close(self) -> None:
        """Close the database."""
        self._news.close()
        self._database.close()
