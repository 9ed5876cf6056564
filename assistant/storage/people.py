"""Who may see the figures of which organisation: codes, each given by the operator."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from assistant.storage import access
from assistant.storage.base import milliseconds, moment
from assistant.storage.database import Database
from assistant.storage.schema import person

_CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){2}")


@dataclass(frozen=True)
class Grant:
    """A code and an organisation whose figures its holder may see."""

    code: str
    organisation: str
    at: datetime


class People:
    """The grants of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def grant(self, code: str, organisation: str, at: datetime) -> bool:
        """Let whoever has this code see an organisation; False: that was so already."""
        new = (
            self._database.insert(person)
            .values(code=code, organisation=organisation, at=milliseconds(at))
            .on_conflict_do_nothing()
            .returning(person.c.code)
        )
        with self._database.transaction() as connection:
            return connection.execute(new).scalar() is not None

    def revoke(self, code: str, organisation: str) -> bool:
        """Take it back; False: there was nothing to take back.

        Whoever is in by this code is out, and comes in again by a new link.
        """
        gone = delete(person).where(person.c.code == code, person.c.organisation == organisation)
        with self._database.transaction() as connection:
            was = connection.execute(gone.returning(person.c.code)).scalar() is not None
            if was:
                access.end(connection, code)
        return was

    def granted(self, code: str) -> tuple[str, ...]:
        """The organisations whose figures this code may see."""
        own = select(person.c.organisation).where(person.c.code == code)
        with self._database.transaction(durable=False) as connection:
            return tuple(connection.execute(own.order_by(person.c.organisation)).scalars())

    def all(self) -> tuple[Grant, ...]:
        """Every grant, by organisation."""
        every = select(person).order_by(person.c.organisation, person.c.at, person.c.code)
        with self._database.transaction(durable=False) as connection:
            rows = connection.execute(every).all()
        return tuple(Grant(row.code, row.organisation, moment(row.at)) for row in rows)


def read_code(typed: str) -> str | None:
    """The code as it is stored; None: this is none. Case and what stands between do not count."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    code = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    return code if _CODE.fullmatch(code) else None
