"""Finds who has been silent for so long that everything of theirs goes, as if they had asked.

Of a mentor's last message only the month is known. A message that is coming in keeps its mentor.
"""

from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select

from assistant.privacy.entry import SILENT_MONTHS
from assistant.storage.base import MENTORS
from assistant.storage.schema import address, conversation, inbox, outbox, sent

_IN_A_YEAR = 12

_SAYS = exists().where(inbox.c.mentor == conversation.c.mentor, inbox.c.update_id >= 0)
_SILENT = (
    select(conversation.c.mentor)
    .where(conversation.c.heard < bindparam("month"), ~_SAYS)
    .order_by(conversation.c.heard)
    .limit(bindparam("most"))
)
# Who sent nothing but what cannot be read, or left when nobody could be told.
_UNKNOWN = (
    select(address.c.mentor)
    .where(
        *(
            ~exists().where(table.c.mentor == address.c.mentor)
            for table in (conversation, inbox, outbox, sent)
        )
    )
    .limit(bindparam("most"))
)
_REACHED = select(address.c.mentor).where(address.c.mentor.in_(MENTORS))
_HELD = _REACHED.with_for_update(skip_locked=True)
_HEARD = select(inbox.c.mentor).where(inbox.c.mentor.in_(MENTORS), inbox.c.update_id >= 0)


def month(moment: datetime) -> str:
    """The month that a moment falls in."""
    return f"{moment.year:04}-{moment.month:02}"


def silent(connection: Connection, now: datetime, most: int) -> list[str]:
    """Those who sent nothing for `SILENT_MONTHS` whole months, the longest first.

    Until the transaction ends no message of theirs comes in: who keeps one holds the address.

    Args:
        connection: of the transaction in which they are forgotten.
        now: the moment.
        most: how many at once.
    """
    months = now.year * _IN_A_YEAR + now.month - 1 - SILENT_MONTHS
    first = f"{months // _IN_A_YEAR:04}-{months % _IN_A_YEAR + 1:02}"
    found = list(connection.execute(_SILENT, {"month": first, "most": most}).scalars())
    found += connection.execute(_UNKNOWN, {"most": most}).scalars()
    if not found:
        return []
    mentors = {"mentors": found}
    busy = set(connection.execute(_REACHED, mentors).scalars())
    busy -= set(connection.execute(_HELD, mentors).scalars())
    busy.update(connection.execute(_HEARD, mentors).scalars())
    return [one for one in found if one not in busy]
