"""The inbox: from what came in to what came of it, each step one transaction.

The rule for a message that brings a process down: taking it counts, before it is handled. What was
taken once and neither finished nor given back comes alone the next time; after the second time it
is set aside.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from cryptography.fernet import InvalidToken
from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from assistant.messages import Conversation
from assistant.ports import Claimed, Handled, Received
from assistant.storage.base import MENTORS, Base, moment
from assistant.storage.schema import address, conversation, inbox, outbox, poll, seen, sent
from assistant.storage.state import read, written

DEATHS = 2
"""A message in whose handling this many processes died is not handled again."""

_Candidate = Row[int, str, int]

_SPARE = 3
"""Of PostgreSQL's candidates other processes have some: look at this many times more."""

_UPDATES: BindParameter[list[int]] = bindparam("updates", expanding=True)
_earlier = inbox.alias()
_FIRSTS = (
    select(inbox.c.update_id, inbox.c.mentor, inbox.c.attempts)
    .where(
        ~exists().where(
            _earlier.c.mentor == inbox.c.mentor, _earlier.c.update_id < inbox.c.update_id
        )
    )
    .order_by(inbox.c.update_id)
    .limit(bindparam("most"))
)
# Also the second look, now that the mentor is ours: a row that is gone was settled meanwhile.
_BEGIN = (
    update(inbox)
    .where(inbox.c.update_id.in_(_UPDATES))
    .values(attempts=inbox.c.attempts + 1)
    .returning(inbox.c.update_id, inbox.c.mentor, inbox.c.received_at, inbox.c.body)
)
_GIVE_BACK = (
    update(inbox)
    .where(inbox.c.update_id.in_(_UPDATES), inbox.c.attempts > 0)
    .values(attempts=inbox.c.attempts - 1)
)
_FINISH = delete(inbox).where(inbox.c.update_id.in_(_UPDATES)).returning(inbox.c.update_id)
_STATES = select(conversation.c.mentor, conversation.c.body).where(
    conversation.c.mentor.in_(MENTORS)
)
_KNOWN = select(address.c.mentor).where(address.c.mentor.in_(MENTORS))
_MARKED = select(address.c.mentor, address.c.leaving).where(
    address.c.mentor.in_(MENTORS), address.c.leaving | address.c.blocked
)
_UNMARK = update(address).where(address.c.mentor.in_(MENTORS)).values(leaving=False, blocked=False)
_LEAVE = update(address).where(address.c.mentor.in_(MENTORS)).values(leaving=True)
_BLOCK = update(address).where(address.c.mentor.in_(MENTORS)).values(blocked=True)
_UNSENT = delete(outbox).where(outbox.c.mentor.in_(MENTORS))
_STATE_GONE = delete(conversation).where(conversation.c.mentor.in_(MENTORS))
_SENT_GONE = delete(sent).where(sent.c.mentor.in_(MENTORS))


class Inbox(Base):
    """Receives, gives out, settles."""

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

    def waiting(self, limit: int) -> list[Claimed]:
        """As `MessageStore.waiting`."""
        with self._database.lock:
            if self._alone:
                return []
            try:
                with self._database.transaction(durable=False) as connection:
                    chosen = self._choose_updates(connection, limit)
                    claimed = self._begin(connection, chosen) if chosen else []
                self._handling.keep({one.update_id: one.mentor for one in claimed})
                self._alone = any(row.attempts for row in chosen)
            finally:
                self._end()
        return claimed

    def settle(self, done: Sequence[Handled]) -> None:
        """As `MessageStore.settle`."""
        with self._database.transaction() as connection:
            ours = self._handling.lock(connection, [one.mentor for one in done])
            ids = [one.update_id for one in done if one.mentor in ours]
            there = set(connection.execute(_FINISH, {"updates": ids}).scalars())
            self._store(connection, [one for one in done if one.update_id in there])
        for one in done:
            if one.forget and one.update_id in there:
                self._keys.destroy(one.mentor)
        self._end([one.update_id for one in done])

    def release(self, update_ids: Sequence[int]) -> None:
        """As `MessageStore.release`."""
        with self._database.transaction() as connection:
            connection.execute(_GIVE_BACK, {"updates": list(update_ids)})
            self._news.tell(connection)
        self._end(update_ids)

    def conversation(self, mentor: str) -> Conversation:
        """As `MessageStore.conversation`."""
        with self._database.transaction(durable=False) as connection:
            return self._states(connection, [mentor]).get(mentor, Conversation())

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

    def _choose_updates(self, connection: Connection, limit: int) -> list[_Candidate]:
        """The rows to take, locked: fresh ones, or one that was in a dead process' hands."""
        spare = 0 if self._database.is_sqlite else _SPARE * limit
        most = limit + len(self._handling) + spare
        busy = self._handling.mentors()
        rows = connection.execute(_FIRSTS, {"most": most}).all()
        free = iter([row for row in rows if row.mentor not in busy])
        chosen: list[_Candidate] = []
        while chunk := list(islice(free, limit)):
            granted = self._handling.lock(connection, [row.mentor for row in chunk])
            for row in chunk:
                if row.mentor not in granted:
                    continue
                if row.attempts:
                    return chosen or ([] if busy else [row])
                chosen.append(row)
                if len(chosen) == limit:
                    return chosen
        return chosen

    def _begin(self, connection: Connection, chosen: list[_Candidate]) -> list[Claimed]:
        attempts = {row.update_id: row.attempts for row in chosen}
        rows = connection.execute(_BEGIN, {"updates": list(attempts)}).all()
        states = self._states(connection, [row.mentor for row in rows])
        claimed = []
        for row in sorted(rows):
            body = self._opened(row.body)
            claimed.append(
                Claimed(
                    row.update_id,
                    row.mentor,
                    body or b"",
                    states.get(row.mentor, Conversation()),
                    moment(row.received_at),
                    set_aside=body is None or attempts[row.update_id] >= DEATHS,
                )
            )
        return claimed

    def _states(self, connection: Connection, mentors: list[str]) -> dict[str, Conversation]:
        """The conversations that can be read, by mentor."""
        found = {}
        for mentor, body in connection.execute(_STATES, {"mentors": mentors}):
            key = self._keys.find(mentor)
            try:
                if key is not None:
                    found[mentor] = read(key.decrypt(body))
            except InvalidToken:  # of a key that was destroyed
                continue
        return found

    def _store(self, connection: Connection, done: list[Handled]) -> None:
        """What came of updates, all of different mentors."""
        if not done:
            return
        now = self._now()
        self._mark(connection, done)
        states = list(self._written(done, now))
        if states:
            upsert = self._database.insert(conversation)
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[conversation.c.mentor],
                    set_={"body": upsert.excluded.body, "changed_at": upsert.excluded.changed_at},
                ),
                states,
            )
        messages = [
            {
                "mentor": one.mentor,
                "update_id": one.update_id,
                "position": position,
                "body": self._keys.outer.encrypt(body),
                "created_at": now,
                "attempts": 0,
                "not_before": 0,
            }
            for one in done
            if not one.blocks
            for position, body in enumerate(one.messages)
        ]
        if messages:
            connection.execute(insert(outbox), messages)
        self._news.tell(connection)

    def _mark(self, connection: Connection, done: list[Handled]) -> None:
        """Who wrote again stays and may be written to; who blocks or leaves does not."""
        everybody = {"mentors": [one.mentor for one in done]}
        marked = connection.execute(_MARKED, everybody).all()
        if marked:
            for mentor, leaving in marked:
                if leaving:  # what was before is to stay unreadable
                    self._keys.destroy(mentor)
            connection.execute(_UNMARK, {"mentors": [mentor for mentor, _ in marked]})
        if leavers := [one.mentor for one in done if one.forget]:
            for statement in (_UNSENT, _STATE_GONE, _SENT_GONE, _LEAVE):
                connection.execute(statement, {"mentors": leavers})
        if blockers := [one.mentor for one in done if one.blocks]:
            for statement in (_UNSENT, _BLOCK):
                connection.execute(statement, {"mentors": blockers})

    def _written(self, done: list[Handled], now: int) -> Iterator[dict[str, object]]:
        for one in done:
            if one.conversation is not None and not one.forget:
                body = self._keys.of(one.mentor).encrypt(written(one.conversation))
                yield {"mentor": one.mentor, "body": body, "changed_at": now}

    def _end(self, update_ids: Sequence[int] = ()) -> None:
        """Out of our hands; what was alone is so no longer once the hands are empty."""
        with self._database.lock:
            self._handling.end(update_ids)
            if not self._handling:
                self._alone = False
