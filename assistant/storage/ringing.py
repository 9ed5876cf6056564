"""What is due: from its moment to the inbox, each once, whichever process is first."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from assistant.ports import due_body
from assistant.storage.base import OWN_CHAT, Base, moment
from assistant.storage.schema import address, due, inbox, outbox

_NEXT = select(func.min(due.c.at)).where(due.c.mentor != bindparam("own"))
_RIPE = (
    select(due.c.id, due.c.mentor, due.c.name, address.c.mentor.label("reachable"))
    .outerjoin(
        address,
        (address.c.mentor == due.c.mentor) & ~address.c.blocked & ~address.c.leaving,
    )
    .where(due.c.at <= bindparam("now"), due.c.mentor != bindparam("own"))
    .order_by(due.c.at, due.c.id)
    .limit(bindparam("most"))
    # Of several processes each takes others, and waits for none.
    .with_for_update(of=due, skip_locked=True)
)
_WAITING_IN = select(func.count()).where(inbox.c.update_id < 0)
_WAITING_OUT = select(func.count()).where(
    outbox.c.update_id < 0, outbox.c.not_before <= bindparam("now")
)
_TAKE = delete(due).where(due.c.id.in_(bindparam("numbers", expanding=True)))


class Ringing(Base):
    """Moves what is due into the inbox."""

    def ring(self, limit: int) -> int:
        """As `MessageStore.ring`."""
        now = self._now()
        with self._database.transaction() as connection:
            waiting = connection.execute(_WAITING_IN).scalar_one()
            waiting += connection.execute(_WAITING_OUT, {"now": now}).scalar_one()
            if waiting >= limit:
                return 0
            ripe = connection.execute(
                _RIPE, {"now": now, "own": self._own, "most": limit - waiting}
            ).all()
            if not ripe:
                return 0
            connection.execute(_TAKE, {"numbers": [row.id for row in ripe]})
            moved = [(row.id, row.mentor, row.name) for row in ripe if row.reachable is not None]
            if moved:
                self._deliver(connection, moved, now)
                self._news.tell(connection)
        return len(moved)

    def next_due(self) -> datetime | None:
        """As `MessageStore.next_due`."""
        with self._database.transaction(durable=False) as connection:
            at = connection.execute(_NEXT, {"own": self._own}).scalar()
        return None if at is None else moment(at)

    @property
    def _own(self) -> str:
        """The mentor at the terminal, whom no bot writes to."""
        return self._keys.pseudonym(OWN_CHAT)

    def _deliver(self, connection: Connection, rows: list[tuple[int, str, str]], now: int) -> None:
        connection.execute(
            insert(inbox),
            [
                {
                    "update_id": -number,
                    "mentor": mentor,
                    "received_at": now,
                    "body": self._keys.outer.encrypt(due_body(name)),
                    "attempts": 0,
                }
                for number, mentor, name in rows
            ],
        )
