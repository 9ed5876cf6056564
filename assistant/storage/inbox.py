"""The inbox: from what is taken to what came of it, each step one transaction.

The rule for a message that brings a process down: taking it counts, before it is handled. What was
taken once and neither finished nor given back comes alone the next time; after the second time it
is set aside.
"""

from collections.abc import Sequence
from itertools import islice

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
from assistant.ports import Claimed, Handled
from assistant.states import Kept
from assistant.storage.base import MENTORS, moment
from assistant.storage.keeping import Keeping
from assistant.storage.schema import address, inbox, outbox, sent

DEATHS = 2
"""A message in whose handling this many processes died is not handled again."""

_Candidate = Row[int, str, int]

NO_QUESTION = 0
"""Instead of the number of a question: the mentor's own message, or one that answers none."""

_SPARE = 3
"""Of PostgreSQL's candidates other processes have some: look at this many times more."""

_UPDATES: BindParameter[list[int]] = bindparam("updates", expanding=True)
_earlier = inbox.alias()
# What was asked, then what is due: its numbers go down from -1, and a mentor's own come after all
# that this mentor asked.
_FIRST_ASKED = (
    select(inbox.c.update_id, inbox.c.mentor, inbox.c.attempts)
    .where(
        inbox.c.update_id >= 0,
        ~exists().where(
            _earlier.c.mentor == inbox.c.mentor,
            _earlier.c.update_id >= 0,
            _earlier.c.update_id < inbox.c.update_id,
        ),
    )
    .order_by(inbox.c.update_id)
    .limit(bindparam("most"))
)
_FIRST_DUE = (
    select(inbox.c.update_id, inbox.c.mentor, inbox.c.attempts)
    .where(
        inbox.c.update_id < 0,
        ~exists().where(
            _earlier.c.mentor == inbox.c.mentor, _earlier.c.update_id > inbox.c.update_id
        ),
    )
    .order_by(inbox.c.update_id.desc())
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
_MARKED = select(address.c.mentor, address.c.leaving).where(
    address.c.mentor.in_(MENTORS), address.c.leaving | address.c.blocked
)
_UNMARK = update(address).where(address.c.mentor.in_(MENTORS)).values(leaving=False, blocked=False)
_LEAVE = update(address).where(address.c.mentor.in_(MENTORS)).values(leaving=True)
_BLOCK = update(address).where(address.c.mentor.in_(MENTORS)).values(blocked=True)
_UNSENT = delete(outbox).where(outbox.c.mentor.in_(MENTORS))
_SENT_GONE = delete(sent).where(sent.c.mentor.in_(MENTORS))
_RUNG_GONE = delete(inbox).where(inbox.c.mentor.in_(MENTORS), inbox.c.update_id < 0)


class Inbox(Keeping):
    """Gives out and settles."""

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

    def kept(self, mentor: str) -> tuple[Kept, ...]:
        """As `MessageStore.kept`."""
        return self._kept_of(mentor)

    def kept_one(self, mentor: str, name: str) -> Kept | None:
        """As `MessageStore.kept_one`."""
        return self._kept_under(mentor, name)

    def _choose_updates(self, connection: Connection, limit: int) -> list[_Candidate]:
        """The rows to take, locked: fresh ones, or one that was in a dead process' hands."""
        spare = 0 if self._database.is_sqlite else _SPARE * limit
        most = limit + len(self._handling) + spare
        busy = self._handling.mentors()
        rows = list(connection.execute(_FIRST_ASKED, {"most": most}))
        if len(rows) < most:
            rows += connection.execute(_FIRST_DUE, {"most": most - len(rows)})
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
        for row in sorted(rows, key=lambda row: in_turn(row.update_id)):
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

    def _store(self, connection: Connection, done: list[Handled]) -> None:
        """What came of updates, all of different mentors."""
        done = self._mark(connection, done)
        if not done:
            return
        now = self._now()
        self._keep_results(connection, done)
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
        own = [
            {"mentor": one.mentor, "question_id": NO_QUESTION, "message_id": number, "at": now}
            for one in done
            if not one.forget
            for number in one.received
        ]
        if own:
            connection.execute(self._database.insert(sent).on_conflict_do_nothing(), own)
        self._news.tell(connection)

    def _mark(self, connection: Connection, done: list[Handled]) -> list[Handled]:
        """Who wrote again stays and may be written to; who blocks or leaves does not.

        What comes of something due does not make a mentor one who wrote: of who has left or
        blocked meanwhile, nothing is stored. The others are what is left to store.
        """
        if not done:
            return []
        everybody = {"mentors": [one.mentor for one in done]}
        rows = connection.execute(_MARKED, everybody)
        marked = {row.mentor: row.leaving for row in rows}
        done = [one for one in done if one.update_id >= 0 or one.mentor not in marked]
        back = [one.mentor for one in done if one.mentor in marked]
        if back:
            for mentor in back:
                if marked[mentor]:  # what was before is to stay unreadable
                    self._keys.destroy(mentor)
            connection.execute(_UNMARK, {"mentors": back})
        if leavers := [one.mentor for one in done if one.forget]:
            self._erase(connection, leavers)
            for statement in (_RUNG_GONE, _UNSENT, _SENT_GONE, _LEAVE):
                connection.execute(statement, {"mentors": leavers})
        if blockers := [one.mentor for one in done if one.blocks]:
            self._erase_due(connection, blockers)
            for statement in (_RUNG_GONE, _UNSENT, _BLOCK):
                connection.execute(statement, {"mentors": blockers})
        return done

    def _end(self, update_ids: Sequence[int] = ()) -> None:
        """Out of our hands; what was alone is so no longer once the hands are empty."""
        with self._database.lock:
            self._handling.end(update_ids)
            if not self._handling:
                self._alone = False


def in_turn(update_id: int) -> tuple[bool, int]:
    """What updates are sorted by: those of mentors, then those of what is due."""
    return update_id < 0, abs(update_id)
