"""What an operator can do for one mentor, and for all: hand over, forget, sweep.

Beside whatever bot is at work on the same database, and without a word that a mentor typed.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, func, select

from assistant.messages import Conversation
from assistant.storage.base import moment
from assistant.storage.renewing import renew
from assistant.storage.schema import (
    address,
    conversation,
    due,
    inbox,
    kept,
    outbox,
    person,
    sent,
    visit,
)
from assistant.storage.store import Store

_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_CHAT = re.compile(r"-?[0-9]{1,19}")

_OF_MENTORS = (conversation, kept, due, inbox, outbox, sent, address)
_OF_CODES = (person, visit)


@dataclass(frozen=True)
class Held:
    """What there is of one mentor; `rows` are how many, by table.

    `due` are the names of what is to happen later, each with its moment; `roles` the organisations
    whose figures the mentor may see; `heard` the month of the last message.
    """

    conversation: Conversation
    rows: dict[str, int]
    due: tuple[tuple[str, datetime], ...]
    roles: tuple[str, ...]
    has_key: bool
    heard: str | None

    @property
    def is_nothing(self) -> bool:
        """Whether the data does not know this mentor."""
        return not self.has_key and not any(self.rows.values())


class Rights(Store):
    """The store, opened as a guest: it claims and sends nothing."""

    _guest = True

    def named(self, text: str) -> str | None:
        """The pseudonym of a mentor; None: this can be no name.

        Args:
            text: the pseudonym itself, or the number of the chat (0 is the terminal's).
        """
        if _PSEUDONYM.fullmatch(text):
            return text
        return self.pseudonym(int(text)) if _CHAT.fullmatch(text) else None

    def held(self, mentor: str) -> Held:
        """What there is of a mentor."""
        code = self._keys.code(mentor)
        with self._database.transaction(durable=False) as connection:

            def count(table: Table, column: str, value: str) -> int:
                mine = select(func.count()).select_from(table).where(table.c[column] == value)
                return connection.execute(mine).scalar_one()

            rows = {table.name: count(table, "mentor", mentor) for table in _OF_MENTORS}
            rows |= {table.name: count(table, "code", code) for table in _OF_CODES}
            later = connection.execute(
                select(due.c.name, due.c.at).where(due.c.mentor == mentor).order_by(due.c.at)
            ).all()
            roles = connection.execute(
                select(person.c.organisation)
                .where(person.c.code == code)
                .order_by(person.c.organisation)
            ).scalars()
            mine = select(conversation.c.heard).where(conversation.c.mentor == mentor)
            heard: str | None = connection.execute(mine).scalar()
            return Held(
                self._states(connection, [mentor]).get(mentor, Conversation()),
                rows,
                tuple((row.name, moment(row.at)) for row in later),
                tuple(roles),
                self._keys.find(mentor) is not None,
                heard,
            )

    def renew_keys(self) -> int:
        """Put what older outer keys encrypted under the newest; how many keys and rows that was."""
        return renew(self._database, self._keys)
