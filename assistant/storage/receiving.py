"""What came in: kept once, encrypted, with the address of whoever sent it."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from assistant.ports import Received
from assistant.storage.base import MENTORS, Base
from assistant.storage.schema import address, inbox, poll, seen

# Held, so that no sweep takes the address of a mentor whose message is just coming in.
_KNOWN = (
    select(address.c.mentor)
    .where(address.c.mentor.in_(MENTORS))
    .with_for_update(read=True, key_share=True)
)


class Receiving(Base):
    """Puts into the inbox, and knows up to where Telegram has been asked."""

    def receive(self, updates: Sequence[Received], offset: int | None = None) -> int:
        """As `MessageStore.receive`."""
        now = self._now()
        new: list[Received] = []
        with self._database.transaction() as connection:
            if updates:
                by_id = {one.update_id: one for one in updates}
                fresh = connection.execute(
                    self._database.insert(seen)
                    .on_conflict_do_nothing()
                    .returning(seen.c.update_id),
                    [{"update_id": number, "at": now} for number in by_id],
                ).scalars()
                new = [by_id[number] for number in fresh]
            if new:
                self._keep(connection, new, now)
                self._news.tell(connection)
            if offset is not None:
                connection.execute(
                    self._database.insert(poll)
                    .values(id=1, next_update_id=offset)
                    .on_conflict_do_update(
                        index_elements=[poll.c.id], set_={"next_update_id": offset}
                    )
                )
        return len(new)

    def offset(self) -> int | None:
        """As `MessageStore.offset`."""
        with self._database.transaction(durable=False) as connection:
            return connection.execute(select(poll.c.next_update_id)).scalar()

    def _keep(self, connection: Connection, new: list[Received], now: int) -> None:
        mentors = {one.chat: self._keys.pseudonym(one.chat) for one in new}
        connection.execute(
            insert(inbox),
            [
                {
                    "update_id": one.update_id,
                    "mentor": mentors[one.chat],
                    "received_at": now,
                    "body": self._keys.outer.encrypt(one.body),
                    "attempts": 0,
                }
                for one in new
            ],
        )
        known = set(connection.execute(_KNOWN, {"mentors": list(mentors.values())}).scalars())
        addresses = [
            {
                "mentor": mentor,
                "body": self._encrypted_chat(chat),
                "blocked": False,
                "leaving": False,
            }
            for chat, mentor in mentors.items()
            if mentor not in known
        ]
        if addresses:
            connection.execute(self._database.insert(address).on_conflict_do_nothing(), addresses)
