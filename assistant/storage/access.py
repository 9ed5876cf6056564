"""Who may come in to the schoolopleiders' pages, for how long, and that they looked.

The database knows links and sessions by their hashes only: whoever reads it cannot come in.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from assistant.storage.base import milliseconds
from assistant.storage.database import Database
from assistant.storage.schema import link, person, session, visit

LINK = timedelta(minutes=10)
"""How long a link may be used, once."""

AT_MOST = timedelta(hours=12)
"""How long somebody stays in, however busy."""

IDLE = timedelta(hours=1)
"""How long somebody stays in without a look at a page."""

LOOKS_KEPT = timedelta(days=365)
"""How long it is known who looked at which organisation."""

LINK_PATH = "/binnen/"
"""Before the token in a link; WEB_URL comes before it."""

_TOKEN_BYTES = 32
_NOBODY = ""
"""In the place of the code of somebody who was forgotten."""

_REFUSED = " refused"
"""After the name of a page that somebody asked for and did not get."""

_SEEN_AGAIN = timedelta(minutes=1)
"""A look is written down as the last one when the one before is older."""


@dataclass(frozen=True)
class Person:
    """Somebody who is in: the code, and the organisations whose figures it may see."""

    code: str
    organisations: tuple[str, ...]


class Access:
    """The links, the sessions and the looks of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue_link(self, code: str, at: datetime) -> str:
        """Make a link for whoever has this code; one made before no longer works.

        Args:
            code: of a person, as `Keys.code` gives it.
            at: the moment.

        Returns:
            The token that comes after `LINK_PATH`; it is kept nowhere.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = milliseconds(at)
        with self._database.transaction() as connection:
            connection.execute(
                delete(link).where((link.c.code == code) | (link.c.expires_at <= now))
            )
            connection.execute(
                insert(link).values(
                    hash=_hash(token), code=code, expires_at=milliseconds(at + LINK)
                )
            )
        return token

    def is_live(self, token: str, at: datetime) -> bool:
        """Whether the link can still be used; asking uses nothing up."""
        found = select(link.c.code).where(
            link.c.hash == _hash(token), link.c.expires_at > milliseconds(at)
        )
        with self._database.reading() as connection:
            return connection.execute(found).scalar() is not None

    def enter(self, token: str, at: datetime) -> str | None:
        """Use the link up and begin a session.

        Returns:
            What the browser is to hold; None: the link is stale, was used, or its role is gone.
        """
        now = milliseconds(at)
        taken = (
            delete(link)
            .where(link.c.hash == _hash(token), link.c.expires_at > now)
            .returning(link.c.code)
        )
        key = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._database.transaction() as connection:
            code = connection.execute(taken).scalar()
            if code is None:
                return None
            if not _granted(connection, code):
                _look(connection, code, None, f"binnen{_REFUSED}", now)
                return None
            connection.execute(
                insert(session).values(hash=_hash(key), code=code, made_at=now, seen_at=now)
            )
            _look(connection, code, None, "binnen", now)
        return key

    def look(
        self,
        key: str,
        organisation: str | None,
        route: str,
        at: datetime,
        *,
        is_refused: bool = False,
    ) -> Person | None:
        """Let somebody look at a page, and write down that it was so.

        What somebody with a session asked for and did not get is written down as refused: because
        the session has ended, because the organisation is not the person's own, or because of
        `is_refused`.

        Args:
            key: what the browser holds.
            organisation: whose page, one that exists; None: a page of nobody's.
            route: which page, by its name.
            at: the moment.
            is_refused: whoever asks does not get this page.

        Returns:
            None: there is no such session, or it has ended.
        """
        now = milliseconds(at)
        mine = session.c.hash == _hash(key)
        # First without the place of the one writer: a bot beside waits for what is written only.
        with self._database.reading() as connection:
            row = connection.execute(select(session).where(mine)).one_or_none()
            organisations = () if row is None else _granted(connection, row.code)
        if row is None:
            return None
        is_over = row.made_at <= milliseconds(at - AT_MOST) or row.seen_at <= milliseconds(
            at - IDLE
        )
        with self._database.transaction(durable=False) as connection:
            if connection.execute(select(session.c.code).where(mine)).scalar() is None:
                return None  # left, or forgotten, meanwhile
            if is_over or not organisations:
                connection.execute(delete(session).where(mine))
                _look(connection, row.code, organisation, route + _REFUSED, now)
                return None
            if row.seen_at < milliseconds(at - _SEEN_AGAIN):
                connection.execute(update(session).where(mine).values(seen_at=now))
            is_own = organisation is None or organisation in organisations
            written = route if is_own and not is_refused else route + _REFUSED
            _look(connection, row.code, organisation, written, now)
        return Person(row.code, organisations)

    def leave(self, key: str) -> None:
        """End a session."""
        with self._database.transaction() as connection:
            connection.execute(delete(session).where(session.c.hash == _hash(key)))

    def sweep(self, at: datetime) -> None:
        """Erase links and sessions that have ended, and looks of longer ago than they are kept."""
        with self._database.transaction() as connection:
            connection.execute(delete(link).where(link.c.expires_at <= milliseconds(at)))
            ended = (session.c.made_at <= milliseconds(at - AT_MOST)) | (
                session.c.seen_at <= milliseconds(at - IDLE)
            )
            connection.execute(delete(session).where(ended))
            connection.execute(delete(visit).where(visit.c.at < milliseconds(at - LOOKS_KEPT)))


def end(connection: Connection, code: str) -> None:
    """End the links and the sessions of a code: what is granted it later is no way back in."""
    for table in (link, session):
        connection.execute(delete(table).where(table.c.code == code))


def withdraw(connection: Connection, codes: list[str]) -> None:
    """Forget who these codes are of: what was granted them, and whose looks were theirs.

    That somebody looked stays known, so that nobody can wipe out a look by being forgotten.
    """
    for table in (person, link, session):
        connection.execute(delete(table).where(table.c.code.in_(codes)))
    connection.execute(update(visit).where(visit.c.code.in_(codes)).values(code=_NOBODY))


def _granted(connection: Connection, code: str) -> tuple[str, ...]:
    own = select(person.c.organisation).where(person.c.code == code)
    return tuple(connection.execute(own.order_by(person.c.organisation)).scalars())


def _look(
    connection: Connection, code: str, organisation: str | None, route: str, now: int
) -> None:
    connection.execute(
        insert(visit).values(at=now, code=code, organisation=organisation, route=route)
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
