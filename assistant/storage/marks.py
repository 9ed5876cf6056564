"""What an organisation did with what its page showed: a later month shows what came of it.

A finding is known by what it is about, never by a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import delete, select

from assistant.storage.base import milliseconds
from assistant.storage.database import Database
from assistant.storage.schema import mark

MarkName = Literal["written", "discussed", "not_ours"]
MARKS: tuple[MarkName, ...] = get_args(MarkName)


@dataclass(frozen=True)
class Mark:
    """What was done with a finding, on the page of which month."""

    finding: str
    mark: MarkName
    period: str


class Marks:
    """The marks of a database; a finding has one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, organisation: str, new: Mark, at: datetime) -> None:
        """Mark a finding, instead of what it was marked with before."""
        values = {"mark": new.mark, "period": new.period, "at": milliseconds(at)}
        upsert = self._database.insert(mark).values(
            organisation=organisation, finding=new.finding, **values
        )
        with self._database.transaction() as connection:
            connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=[mark.c.organisation, mark.c.finding], set_=values
                )
            )

    def take(self, organisation: str, finding: str) -> None:
        """Take the mark of a finding away."""
        gone = delete(mark).where(mark.c.organisation == organisation, mark.c.finding == finding)
        with self._database.transaction() as connection:
            connection.execute(gone)

    def of(self, organisation: str) -> dict[str, Mark]:
        """Finding → its mark."""
        own = select(mark).where(mark.c.organisation == organisation)
        with self._database.reading() as connection:
            rows = connection.execute(own).all()
        return {row.finding: Mark(row.finding, row.mark, row.period) for row in rows}
