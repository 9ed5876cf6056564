"""The outbox: what is to be sent, first things first for each mentor, erased once it is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, exists, select, update

from assistant.ports import Outgoing, Sent
from assistant.storage.base import MENTORS, Base, milliseconds
from assistant.storage.inbox import NO_QUESTION
from assistant.storage.schema import address, due, outbox, sent

LONGEST_WAIT = timedelta(hours=1)
"""No message waits longer; one that says so was put back before the clock was turned back."""

_SPARE = 3

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_earlier = outbox.alias()
_FIRST_OF_MENTORS = (
    select(outbox.c.id, outbox.c.mentor)
    .join(address, address.c.mentor == outbox.c.mentor)
    .where(
        ~address.c.blocked,
        (outbox.c.not_before <= bindparam("now")) | (outbox.c.not_before > bindparam("beyond")),
        ~exists().where(_earlier.c.mentor == outbox.c.mentor, _earlier.c.id < outbox.c.id),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
# Answers go before what nobody waits for.
_FIRSTS = (
    _FIRST_OF_MENTORS.where(outbox.c.update_id >= 0),
    _FIRST_OF_MENTORS.where(outbox.c.update_id < 0),
)
_READ = (
    select(
        outbox.c.id,
        outbox.c.mentor,
        outbox.c.update_id,
        outbox.c.position,
        outbox.c.body,
        outbox.c.attempts,
        outbox.c.sending_since,
        address.c.body.label("chat"),
    )
    .join(address, address.c.mentor == outbox.c.mentor)
    .where(outbox.c.id.in_(_IDS))
    .order_by(outbox.c.update_id < 0, outbox.c.id)
)
_MARK = update(outbox).where(outbox.c.id.in_(_IDS)).values(sending_since=bindparam("now"))
_RETRY = (
    update(outbox)
    .where(outbox.c.id.in_(_IDS))
    .values(attempts=outbox.c.attempts + 1, not_before=bindparam("not_before"), sending_since=None)
)
_ERASE = delete(outbox).where(outbox.c.id.in_(_IDS)).returning(outbox.c.id, outbox.c.mentor)
_BLOCK = update(address).where(address.c.mentor.in_(MENTORS)).values(blocked=True)
_UNSENT = delete(outbox).where(outbox.c.mentor.in_(MENTORS)).returning(outbox.c.id)
_DUE_GONE = delete(due).where(due.c.mentor.in_(MENTORS))
_ANSWERS = (
    select(sent.c.message_id)
    .where(sent.c.mentor == bindparam("mentor"), sent.c.question_id == bindparam("question"))
    .order_by(sent.c.message_id)
)
_SINCE = (
    select(sent.c.message_id)
    .distinct()
    .where(sent.c.mentor == bindparam("mentor"), sent.c.at >= bindparam("since"))
    .order_by(sent.c.message_id)
)


class Outbox(Base):
    """Gives out messages to send and hears what came of them."""

    def due(self, limit: int) -> list[Outgoing]:
        """As `MessageStore.due`."""
        with self._database.lock:
            damaged: list[Sent] = []
            taken: list[Outgoing] = []
            try:
                with self._database.transaction(durable=False) as connection:
                    for row in self._choose_messages(connection, limit):
                        body = self._opened(row.body)
                        if body is None:
                            damaged.append(Sent(row.id))
                        else:
                            taken.append(self._outgoing(row, body))
                self._sending.keep({one.id: one.mentor for one in taken})
            finally:
                self._sending.end()
        if damaged:  # nobody can read it any more, and what follows must not wait for it
            self.sent(damaged)
        return taken

    def sending(self, ids: Sequence[int]) -> None:
        """As `MessageStore.sending`."""
        with self._database.transaction() as connection:
            connection.execute(_MARK, {"ids": list(ids), "now": self._now()})

    def sent(self, done: Sequence[Sent]) -> None:
        """As `MessageStore.sent`."""
        now = self._now()
        by_id = {one.id: one for one in done}
        with self._database.transaction(durable=False) as connection:
            erased = connection.execute(_ERASE, {"ids": list(by_id)}).all()
            answers = [
                {
                    "mentor": mentor,
                    "question_id": by_id[number].question_id or NO_QUESTION,
                    "message_id": by_id[number].message_id,
                    "at": now,
                }
                for number, mentor in erased
                if by_id[number].message_id is not None
            ]
            if answers:
                connection.execute(self._database.insert(sent).on_conflict_do_nothing(), answers)
            self._finish_leaving(connection, {mentor for _, mentor in erased})
        self._sending.end(by_id)

    def drop(self, ids: Sequence[int]) -> None:
        """As `MessageStore.drop`."""
        self.sent([Sent(number) for number in ids])

    def retry(self, id: int, not_before: datetime) -> None:  # noqa: A002 - the port's name
        """As `MessageStore.retry`; it waits for at most `LONGEST_WAIT`."""
        latest = self._clock.now() + LONGEST_WAIT
        with self._database.transaction(durable=False) as connection:
            until = milliseconds(min(not_before, latest))
            connection.execute(_RETRY, {"ids": [id], "not_before": until})
        self._sending.end([id])

    def blocked(self, mentor: str) -> None:
        """As `MessageStore.blocked`."""
        with self._database.transaction() as connection:
            connection.execute(_BLOCK, {"mentors": [mentor]})
            connection.execute(_DUE_GONE, {"mentors": [mentor]})
            erased = connection.execute(_UNSENT, {"mentors": [mentor]}).scalars().all()
        self._sending.end(erased)

    def migrate(self, old_chat: int, new_chat: int) -> None:
        """As `MessageStore.migrate`."""
        with self._database.transaction() as connection:
            connection.execute(
                update(address)
                .where(address.c.mentor == self._keys.pseudonym(old_chat))
                .values(body=self._encrypted_chat(new_chat))
            )

    def answers_to(self, mentor: str, question_id: int) -> tuple[int, ...]:
        """As `MessageStore.answers_to`."""
        with self._database.transaction(durable=False) as connection:
            which = {"mentor": mentor, "question": question_id}
            return tuple(connection.execute(_ANSWERS, which).scalars())

    def messages_since(self, mentor: str, moment: datetime) -> tuple[int, ...]:
        """As `MessageStore.messages_since`."""
        with self._database.transaction(durable=False) as connection:
            which = {"mentor": mentor, "since": milliseconds(moment)}
            return tuple(connection.execute(_SINCE, which).scalars())

    def _choose_messages(self, connection: Connection, limit: int) -> list[Row[Any]]:
        """The rows to send, their mentors locked."""
        now = self._clock.now()
        spare = 0 if self._database.is_sqlite else _SPARE * limit
        most = limit + len(self._sending) + spare
        when = {"now": milliseconds(now), "beyond": milliseconds(now + LONGEST_WAIT)}
        busy = self._sending.mentors()
        rows: list[Row[int, str]] = []
        for firsts in _FIRSTS:
            if len(rows) < most:
                rows += connection.execute(firsts, when | {"most": most - len(rows)})
        free = iter([row for row in rows if row.mentor not in busy])
        chosen: list[int] = []
        while len(chosen) < limit and (chunk := list(islice(free, limit - len(chosen)))):
            granted = self._sending.lock(connection, [row.mentor for row in chunk])
            chosen += [row.id for row in chunk if row.mentor in granted]
        # The second look, now that the mentors are ours: what is gone another process has sent.
        return list(connection.execute(_READ, {"ids": chosen})) if chosen else []

    def _outgoing(self, row: Row[Any], body: bytes) -> Outgoing:
        return Outgoing(
            row.id,
            row.mentor,
            self._chat(row.chat),
            row.update_id,
            row.position,
            body,
            row.attempts,
            maybe_sent=row.sending_since is not None,
        )
