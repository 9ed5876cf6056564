"""What stays of a mentor: the conversation, what was chosen to be kept, and what is due later."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cryptography.fernet import InvalidToken
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from assistant.messages import Conversation
from assistant.ports import Handled
from assistant.states import Dropped, Due, Kept, Unwished, Wish
from assistant.storage import access, silence, wishes
from assistant.storage.base import MENTORS, Base, milliseconds
from assistant.storage.counting import open_keys, record_results, withdraw
from assistant.storage.expiring import expires_at, without_expired
from assistant.storage.schema import conversation, due, kept
from assistant.storage.state import read, written

_AT_ONCE = 500
"""Conversations that one transaction of a sweep looks through."""

_KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)

_STATES = select(conversation.c.mentor, conversation.c.body).where(
    conversation.c.mentor.in_(MENTORS)
)
_KEPT_OF = (
    select(kept.c.body).where(kept.c.mentor == bindparam("whose")).order_by(kept.c.at, kept.c.id)
)
_KEPT_ONE = select(kept.c.body).where(
    kept.c.mentor == bindparam("whose"), kept.c.id == bindparam("name")
)
_EXPIRED = (
    select(conversation.c.mentor, conversation.c.body)
    .where(conversation.c.expires_at <= bindparam("now"))
    .order_by(conversation.c.expires_at)
    .limit(_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_HEARD = (
    update(conversation).where(conversation.c.mentor.in_(MENTORS)).values(heard=bindparam("month"))
)
_RENEW = (
    update(conversation)
    .where(conversation.c.mentor == bindparam("whose"))
    .values(body=bindparam("new_body"), expires_at=bindparam("new_expiry"))
)
_NOT_DUE = delete(due).where(
    tuple_(due.c.mentor, due.c.name).in_(bindparam("names", expanding=True))
)
_NOT_KEPT = delete(kept).where(
    tuple_(kept.c.mentor, kept.c.id).in_(bindparam("ids", expanding=True))
)
_DUE_GONE = delete(due).where(due.c.mentor.in_(MENTORS))
_STATE_GONE = delete(conversation).where(conversation.c.mentor.in_(MENTORS))
_KEPT_GONE = delete(kept).where(kept.c.mentor.in_(MENTORS))


class Keeping(Base):
    """Reads and writes it; every word lies under its mentor's own key."""

    def conversation(self, mentor: str) -> Conversation:
        """As `MessageStore.conversation`."""
        with self._database.transaction(durable=False) as connection:
            return self._states(connection, [mentor]).get(mentor, Conversation())

    def _kept_of(self, mentor: str) -> tuple[Kept, ...]:
        """What the mentor keeps, oldest first."""
        with self._database.transaction(durable=False) as connection:
            rows = connection.execute(_KEPT_OF, {"whose": mentor}).scalars().all()
        return tuple(self._kept_in(mentor, rows))

    def _kept_under(self, mentor: str, name: str) -> Kept | None:
        """The one of this id, without reading the others."""
        with self._database.transaction(durable=False) as connection:
            rows = connection.execute(_KEPT_ONE, {"whose": mentor, "name": name}).scalars().all()
        return next(self._kept_in(mentor, rows), None)

    def sweep(self, now: datetime) -> None:
        """As `MessageStore.sweep`."""
        looked_through = _AT_ONCE
        while looked_through == _AT_ONCE:  # in steps, so that nobody waits for long
            with self._database.transaction() as connection:
                rows = connection.execute(_EXPIRED, {"now": milliseconds(now)}).all()
                looked_through = len(rows)
                if rows:
                    changes = [self._renewed(mentor, body, now) for mentor, body in rows]
                    connection.execute(_RENEW, changes)
        with self._database.transaction() as connection:
            wishes.sweep(connection, now)

    def _states(self, connection: Connection, mentors: list[str]) -> dict[str, Conversation]:
        """The conversations that can be read, by mentor."""
        found = {}
        for mentor, body in connection.execute(_STATES, {"mentors": mentors}):
            plain = self._opened_of(mentor, body)
            if plain is not None:
                found[mentor] = read(plain)
        return found

    def _keep_results(self, connection: Connection, done: Sequence[Handled]) -> None:
        """The conversations and records that came of updates, all of different mentors."""
        heard = [one for one in done if one.update_id >= 0]
        self._keep_states(connection, heard, ("body", "heard", "expires_at"))
        # Nobody said what came of something due.
        rung = [one for one in done if one.update_id < 0]
        self._keep_states(connection, rung, ("body", "expires_at"))
        if unchanged := [one.mentor for one in heard if one.conversation is None]:
            month = silence.month(self._clock.now())
            connection.execute(_HEARD, {"mentors": unchanged, "month": month})
        self._set_due(connection, done)
        self._keep_chosen(connection, done)
        record_results(connection, self._database, self._months, done)
        self._pass_wishes_on(connection, done)

    def _keep_states(
        self, connection: Connection, done: Sequence[Handled], columns: Sequence[str]
    ) -> None:
        """The conversations; of one that is there already these columns."""
        states = list(self._written(done))
        if states:
            upsert = self._database.insert(conversation)
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[conversation.c.mentor],
                    set_={name: upsert.excluded[name] for name in columns},
                ),
                states,
            )

    def _erase(self, connection: Connection, mentors: Iterable[str]) -> None:
        """Nothing of these mentors stays, but for what is under way to them."""
        names = list(mentors)
        self._take_wishes_back(connection, names)
        for statement in (_DUE_GONE, _STATE_GONE, _KEPT_GONE):
            connection.execute(statement, {"mentors": names})
        withdraw(connection, self._months, names)
        access.withdraw(connection, [self._keys.code(name) for name in names])

    def _erase_due(self, connection: Connection, mentors: Iterable[str]) -> None:
        connection.execute(_DUE_GONE, {"mentors": list(mentors)})

    def _written(self, done: Sequence[Handled]) -> Iterator[dict[str, object]]:
        month = silence.month(self._clock.now())
        for one in done:
            if one.conversation is not None and not one.forget:
                yield {
                    "mentor": one.mentor,
                    "body": self._keys.of(one.mentor).encrypt(written(one.conversation)),
                    "heard": month,
                    "expires_at": _expiry(one.conversation),
                }

    def _set_due(self, connection: Connection, done: Sequence[Handled]) -> None:
        last = {
            (one.mentor, record.name): record.at
            for one in done
            if not one.forget
            for record in one.records
            if isinstance(record, Due)
        }
        if gone := [key for key, at in last.items() if at is None]:
            connection.execute(_NOT_DUE, {"names": gone})
        rows = [
            {"mentor": mentor, "name": name, "at": milliseconds(at)}
            for (mentor, name), at in last.items()
            if at is not None
        ]
        if rows:
            upsert = self._database.insert(due)
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[due.c.mentor, due.c.name], set_={"at": upsert.excluded.at}
                ),
                rows,
            )

    def _keep_chosen(self, connection: Connection, done: Sequence[Handled]) -> None:
        last = {
            (one.mentor, record.id): record
            for one in done
            if not one.forget
            for record in one.records
            if isinstance(record, Dropped) or (isinstance(record, Kept) and may_keep(one))
        }
        if gone := [key for key, record in last.items() if isinstance(record, Dropped)]:
            connection.execute(_NOT_KEPT, {"ids": gone})
        rows = [
            {
                "mentor": mentor,
                "id": number,
                "at": milliseconds(record.at),
                "body": self._keys.of(mentor).encrypt(_KEPT.dump_json(record)),
            }
            for (mentor, number), record in last.items()
            if isinstance(record, Kept)
        ]
        if rows:
            upsert = self._database.insert(kept)
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[kept.c.mentor, kept.c.id],
                    set_={name: upsert.excluded[name] for name in ("at", "body")},
                ),
                rows,
            )

    def _pass_wishes_on(self, connection: Connection, done: Sequence[Handled]) -> None:
        records = [(one, record) for one in done for record in one.records]
        wishes.take_back(connection, [what.id for _, what in records if isinstance(what, Unwished)])
        ones = [
            (one.mentor, what) for one, what in records if isinstance(what, Wish) and may_keep(one)
        ]
        if ones:
            periods = {what.period for _, what in ones}
            keys = open_keys(connection, self._database, self._months, periods)
            wishes.store(connection, self._keys.outer, ones, keys)

    def _take_wishes_back(self, connection: Connection, mentors: list[str]) -> None:
        """While their conversations are there: for closed months only they know whose is what."""
        states = self._states(connection, mentors).values()
        wishes.take_back(connection, [wish.id for state in states for wish in state.wishes])

    def _kept_in(self, mentor: str, bodies: Sequence[bytes]) -> Iterator[Kept]:
        """Those that can be read."""
        for body in bodies:
            plain = self._opened_of(mentor, body)
            try:
                if plain is not None:
                    yield _KEPT.validate_json(plain)
            except ValidationError:  # of a version that is not ours
                continue

    def _renewed(self, mentor: str, body: bytes, now: datetime) -> dict[str, object]:
        """A row without what has expired in it."""
        plain = self._opened_of(mentor, body)
        if plain is None:  # nobody can read it any more: nothing in it expires
            return {"whose": mentor, "new_body": body, "new_expiry": None}
        left = without_expired(read(plain), now)
        return {
            "whose": mentor,
            "new_body": self._keys.of(mentor).encrypt(written(left)),
            "new_expiry": _expiry(left),
        }

    def _opened_of(self, mentor: str, body: bytes) -> bytes | None:
        """What was encrypted under the mentor's key; None: that key was destroyed."""
        key = self._keys.find(mentor)
        try:
            return None if key is None else key.decrypt(body)
        except InvalidToken:
            return None


def may_keep(one: Handled) -> bool:
    """Whether a reflection may be kept: only of a mentor who agreed to that."""
    return one.conversation is not None and one.conversation.agreed and not one.forget


def _expiry(state: Conversation) -> int | None:
    at = expires_at(state)
    return None if at is None else milliseconds(at)
