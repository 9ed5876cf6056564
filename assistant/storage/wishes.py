"""What mentors pass on in their own words: kept apart from who they are, shown in groups only.

While its month is open a wish bears the mentor's name of that month, as what is counted does. When
the month closes, what is part of no group that may be shown goes, and the rest gets names that mean
nothing outside the group: how many different mentors there are can still be counted, for a group
that becomes too small when somebody leaves it is shown no more.
"""

import contextlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from assistant.ports import PassedOn
from assistant.states import WISHES_KEPT, Wish
from assistant.storage.base import milliseconds
from assistant.storage.months import HASH_BYTES, MonthKey
from assistant.storage.outer import Outer
from assistant.storage.schema import wish

Found = tuple[str, str]
"""An organisation, and what the wish is about."""

_BY_ID = delete(wish).where(wish.c.id.in_(bindparam("ids", expanding=True)))
_BY_HASH = delete(wish).where(
    wish.c.period == bindparam("month"),
    wish.c.title.is_(None),
    wish.c.hash.in_(bindparam("hashes", expanding=True)),
)
_OF_MONTH = delete(wish).where(wish.c.period == bindparam("month"), wish.c.title.is_(None))
_OPEN_UNTIL = delete(wish).where(wish.c.period <= bindparam("month"), wish.c.title.is_(None))
_GROUPS = (
    select(wish.c.period, wish.c.key, wish.c.title, func.count(wish.c.hash.distinct()))
    .where(wish.c.organisation == bindparam("whose"), wish.c.title.is_not(None))
    .group_by(wish.c.period, wish.c.key, wish.c.title)
    .order_by(wish.c.period.desc(), wish.c.key)
)
_TEXTS = (
    select(wish.c.body)
    .where(
        wish.c.organisation == bindparam("whose"),
        wish.c.period == bindparam("month"),
        wish.c.key == bindparam("about"),
        wish.c.title.is_not(None),
    )
    .order_by(wish.c.id)
)
_OVER = delete(wish).where(wish.c.until <= bindparam("now"))
_SHOW = (
    update(wish)
    .where(
        wish.c.period == bindparam("month"),
        wish.c.organisation == bindparam("whose"),
        wish.c.key == bindparam("about"),
        wish.c.hash == bindparam("old"),
        wish.c.title.is_(None),
    )
    .values(hash=bindparam("new"), title=bindparam("called"))
)


def store(
    connection: Connection,
    outer: Outer,
    ones: Sequence[tuple[str, Wish]],
    keys: Mapping[str, MonthKey],
) -> None:
    """Keep wishes, in the transaction of the connection.

    Args:
        connection: of the transaction.
        outer: what they are encrypted under.
        ones: each with its mentor's pseudonym.
        keys: month → its key; of a month without one nothing is kept.
    """
    rows = [
        {
            "id": one.id,
            "organisation": organisation,
            "period": one.period,
            "key": one.key,
            "hash": keys[one.period].hash(mentor),
            "until": milliseconds(_until(one.at)),
            "body": outer.encrypt(one.text.encode()),
        }
        for mentor, one in ones
        if one.period in keys
        for organisation in one.organisations
    ]
    if rows:
        connection.execute(insert(wish), rows)


def take_back(connection: Connection, ids: Iterable[str]) -> None:
    """Erase wishes, also those that are shown."""
    if names := list(ids):
        connection.execute(_BY_ID, {"ids": names})


def take_out(connection: Connection, period: str, hashes: Sequence[bytes]) -> None:
    """Erase what these mentors wished in an open month."""
    connection.execute(_BY_HASH, {"month": period, "hashes": list(hashes)})


def begin_anew(connection: Connection, period: str) -> None:
    """Erase what was wished in an open month whose key was lost: who is who is not known."""
    connection.execute(_OF_MONTH, {"month": period})


def wished(connection: Connection, period: str) -> dict[str, dict[str, set[bytes]]]:
    """Organisation → what was wished about in an open month → by whom."""
    found: dict[str, dict[str, set[bytes]]] = {}
    rows = connection.execute(
        select(wish.c.organisation, wish.c.key, wish.c.hash).where(
            wish.c.period == period, wish.c.title.is_(None)
        )
    )
    for organisation, key, name in rows:
        found.setdefault(organisation, {}).setdefault(key, set()).add(bytes(name))
    return found


def show(
    connection: Connection,
    period: str,
    groups: Mapping[str, Mapping[str, AbstractSet[bytes]]],
    titles: Mapping[str, str],
) -> None:
    """Show these groups of a month from now on, and erase what else was wished in it or before.

    Args:
        connection: of the transaction that closes the month.
        period: the month.
        groups: organisation → what may be shown → by whom it was wished.
        titles: what → how people call it.
    """
    rows = [
        {
            "month": period,
            "whose": organisation,
            "about": key,
            "old": name,
            "new": secrets.token_bytes(HASH_BYTES),
            "called": titles[key],
        }
        for organisation, about in groups.items()
        for key, names in about.items()
        for name in names
    ]
    if rows:
        connection.execute(_SHOW, rows)
    connection.execute(_OPEN_UNTIL, {"month": period})


def groups(connection: Connection, organisation: str) -> tuple[PassedOn, ...]:
    """What may be shown of an organisation, without its words."""
    rows = connection.execute(_GROUPS, {"whose": organisation})
    return tuple(PassedOn(*row) for row in rows)


def texts(
    connection: Connection, outer: Outer, organisation: str, period: str, key: str
) -> tuple[str, ...]:
    """The words of a group that may be shown, as far as they can be read."""
    asked = {"whose": organisation, "month": period, "about": key}
    found = []
    for body in connection.execute(_TEXTS, asked).scalars():
        with contextlib.suppress(InvalidToken):
            found.append(outer.decrypt(body).decode())
    return tuple(found)


def sweep(connection: Connection, now: datetime) -> None:
    """Erase what has been kept long enough."""
    connection.execute(_OVER, {"now": milliseconds(now)})


def _until(at: datetime) -> datetime:
    """The beginning of the last day, in UTC, so that it does not tell when it was passed on."""
    last = (at + WISHES_KEPT).astimezone(UTC)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)
