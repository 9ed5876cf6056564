"""Puts what an older outer key encrypted under the newest one, so that the older can be taken away.

The operator writes a new key above the others; the next sweep does the rest. What is under way is
left as it is: it is gone within the day.
"""

from cryptography.fernet import InvalidToken
from sqlalchemy import Table, select, tuple_, update

from assistant.storage.database import Database
from assistant.storage.keys import Keys
from assistant.storage.schema import address, seal, wish

_AT_ONCE = 500

# The seal last: as long as it is under a key, a start without that key is refused.
_STAYING = (address, wish, seal)


def renew(database: Database, keys: Keys) -> int:
    """Renew the keys of mentors and months, and what lies in the tables under the outer key.

    Returns:
        How many keys and rows were under an older key.
    """
    renewed = keys.renew()
    if keys.outer.has_older:
        renewed += sum(_renew(database, keys, table) for table in _STAYING)
    return renewed


def _renew(database: Database, keys: Keys, table: Table) -> int:
    key = list(table.primary_key)
    renewed, last = 0, None
    while True:
        rows_from = select(*key, table.c.body).order_by(*key).limit(_AT_ONCE)
        if last is not None:
            rows_from = rows_from.where(tuple_(*key) > tuple_(*last))
        with database.transaction() as connection:
            rows = connection.execute(rows_from).all()
            for row in rows:
                body = _renewed(keys, row.body)
                if body is not None:
                    mine = [column == value for column, value in zip(key, row[:-1], strict=True)]
                    # Only what it was: another process may have written it anew.
                    change = update(table).where(*mine, table.c.body == row.body)
                    renewed += connection.execute(change.values(body=body)).rowcount
        if len(rows) < _AT_ONCE:
            return renewed
        last = rows[-1][:-1]


def _renewed(keys: Keys, body: bytes) -> bytes | None:
    try:
        return keys.outer.renewed(body)
    except InvalidToken:  # damaged: nobody can read it any more
        return None
