"""Counts what mentors do in the month that it happened in, for as long as that month is open.

Part of whatever transaction stores what came of their messages. A month that is closed takes in
nothing more, whatever comes late, is replayed, or was dated by a clock that jumped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, text

from assistant.ports import Handled
from assistant.states import Counted, CountedKind, Uncounted
from assistant.storage import wishes
from assistant.storage.database import Database
from assistant.storage.months import MonthKey, MonthKeys
from assistant.storage.schema import counted, month

MOST = 8
"""Topics, and so contradictions and sections judged, that count of one mentor in one month."""

CLOSING = 0x6D6F6E7468
"""The advisory lock that recording shares and closing has alone (SQLite has one writer anyway)."""

_BEGINNING = CLOSING + 1
"""The advisory lock of the process that begins a month."""

_AT_ONCE = 500
"""Mentors that one query looks up."""

_LIMITS: dict[CountedKind, str] = {
    "topic": "topic",
    "unanswered": "topic",
    "contradiction": "contradiction",
    "feedback": "feedback",
}
"""What counts towards the same limit; a section that answered or came nearest is one topic."""

_HASHES: BindParameter[list[bytes]] = bindparam("hashes", expanding=True)
_OF_MENTORS = (
    select(counted.c.hash, counted.c.kind, counted.c.key)
    .where(counted.c.period == bindparam("period"), counted.c.hash.in_(_HASHES))
    .distinct()
)
_WITHDRAW = delete(counted).where(
    counted.c.period == bindparam("period"), counted.c.hash.in_(_HASHES)
)
_ANEW = delete(counted).where(counted.c.period == bindparam("period"))

One = tuple[str, Counted]
"""A mentor's pseudonym, and what is counted of that mentor."""


@dataclass
class _Mentor:
    """What of one mentor has been counted this month."""

    keys: dict[str, set[str]] = field(default_factory=dict)

    def takes(self, kind: CountedKind, key: str, topic: str | None = None) -> bool:
        """Whether it counts: it did before, or there is room for it and for its topic."""
        if topic is not None and topic not in self.keys.get("topic", ()):
            return False
        limit = _LIMITS.get(kind)
        if limit is None:
            return True
        known = self.keys.setdefault(limit, set())
        if key not in known and len(known) >= MOST:
            return False
        known.add(key)
        return True


def record(
    connection: Connection, database: Database, months: MonthKeys, ones: Sequence[One]
) -> int:
    """Count, in the transaction of the connection.

    Args:
        connection: of the transaction.
        database: whose it is.
        months: the keys of the open months.
        ones: in the order in which they happened.

    Returns:
        How many were left out because their month is closed.
    """
    if not ones:
        return 0
    by_period: dict[str, list[One]] = {}
    for one in ones:
        by_period.setdefault(one[1].period, []).append(one)
    keys = open_keys(connection, database, months, by_period)
    left_out = 0
    for period, own in by_period.items():
        key = keys.get(period)
        if key is None:
            left_out += len(own)
            continue
        rows = _rows(connection, period, key, own)
        if rows:
            # In the order of the index, in which no two processes wait for each other.
            rows.sort(key=lambda row: (row["organisation"], row["kind"], row["key"], row["hash"]))
            connection.execute(database.insert(counted).on_conflict_do_nothing(), rows)
    return left_out


def open_keys(
    connection: Connection, database: Database, months: MonthKeys, periods: Iterable[str]
) -> dict[str, MonthKey]:
    """Month → its key, made when there is none yet; without the months that are closed.

    Until the transaction ends none of them closes.
    """
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock_shared({CLOSING})"))
    through, key_ids = state(connection)
    return {
        period: months.find(period, key_ids.get(period))
        or _begin(connection, database, months, period)
        for period in periods
        if through is None or period > through
    }


def record_results(
    connection: Connection, database: Database, months: MonthKeys, done: Iterable[Handled]
) -> None:
    """Count what came of updates, and take out whoever does not want to be counted."""
    stay = [one for one in done if not one.forget]
    leave = {one.mentor for one in stay if any(isinstance(what, Uncounted) for what in one.records)}
    withdraw(connection, months, leave, wishes_too=False)
    ones = [
        (one.mentor, what)
        for one in stay
        if one.mentor not in leave
        for what in one.records
        if isinstance(what, Counted)
    ]
    record(connection, database, months, ones)


def withdraw(
    connection: Connection,
    months: MonthKeys,
    mentors: Iterable[str],
    *,
    wishes_too: bool = True,
) -> None:
    """Take mentors out of every month that is not closed, as if they had never asked.

    Args:
        connection: of the transaction.
        months: the keys of the open months.
        mentors: their pseudonyms.
        wishes_too: also what they passed on, each by a yes of its own.
    """
    names = list(mentors)
    if not names:
        return
    for period, key_id in state(connection)[1].items():
        key = months.find(period, key_id)
        if key is not None:
            hashes = [key.hash(mentor) for mentor in names]
            connection.execute(_WITHDRAW, {"period": period, "hashes": hashes})
            if wishes_too:
                wishes.take_out(connection, period, hashes)


def state(connection: Connection) -> tuple[str | None, dict[str, bytes]]:
    """The newest month that is closed, and which key each open one is counted with."""
    rows = connection.execute(select(month.c.period, month.c.key_id, month.c.closed)).all()
    through = max((row.period for row in rows if row.closed is not None), default=None)
    key_ids = {row.period: row.key_id for row in rows if row.closed is None and row.key_id}
    return through, key_ids


def _begin(connection: Connection, database: Database, months: MonthKeys, period: str) -> MonthKey:
    """Count under a new key from now on, and under no other.

    When the month's key was lost, who was counted under it could be counted twice, and five would
    be three: the month begins anew.
    """
    if not database.is_sqlite:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_BEGINNING})"))
        other = months.find(period, state(connection)[1].get(period))
        if other is not None:
            return other  # of a process that was first
    connection.execute(_ANEW, {"period": period})
    wishes.begin_anew(connection, period)
    key = months.make(period)
    upsert = database.insert(month).values(period=period, key_id=key.id)
    connection.execute(
        upsert.on_conflict_do_update(index_elements=[month.c.period], set_={"key_id": key.id})
    )
    return key


def _rows(
    connection: Connection, period: str, key: MonthKey, ones: Sequence[One]
) -> list[dict[str, Any]]:
    """The rows of what counts; what was counted before may be among them."""
    hashes = {mentor: key.hash(mentor) for mentor, _ in ones}
    known = {one: _Mentor() for one in hashes.values()}
    names = list(known)
    for at in range(0, len(names), _AT_ONCE):
        asked = {"period": period, "hashes": names[at : at + _AT_ONCE]}
        for name, kind, what in connection.execute(_OF_MENTORS, asked):
            known[name].takes(kind, what)
    return [
        {
            "period": period,
            "organisation": organisation,
            "kind": one.kind,
            "key": one.key,
            "hash": hashes[mentor],
        }
        for mentor, one in ones
        if known[hashes[mentor]].takes(one.kind, one.key, one.topic)
        for organisation in one.organisations
    ]
