"""The tables, the same in SQLite and PostgreSQL. `migrations` makes them.

Moments are whole milliseconds since 1970, UTC. `mentor` is a pseudonym. Every `body` is encrypted:
a conversation's under the mentor's own key, the others under the outer one.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

VERSION = "0001"
"""The newest migration; a test holds it to the folder."""

# In SQLite only INTEGER names the row itself.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
_MENTOR = String(32)

metadata = MetaData()

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("mentor", _MENTOR, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # How often a process took it in hand and neither finished nor gave it back.
    Column("attempts", Integer, nullable=False),
    Index("inbox_by_mentor", "mentor", "update_id"),
)

# An update that comes again after it was handled is known by its number alone.
seen = Table(
    "seen",
    metadata,
    Column("update_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("mentor", _MENTOR, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("mentor", _MENTOR, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("sending_since", BigInteger),
    Index("outbox_by_mentor", "mentor", "id"),
    sqlite_autoincrement=True,  # a late `sent` must never meet another message under its number
)

address = Table(
    "address",
    metadata,
    Column("mentor", _MENTOR, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("blocked", Boolean, nullable=False),
    # Forgotten but for the receipt that is still to be sent; then the address goes too.
    Column("leaving", Boolean, nullable=False),
)

sent = Table(
    "sent",
    metadata,
    Column("mentor", _MENTOR, primary_key=True),
    Column("question_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

poll = Table(
    "poll",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("next_update_id", BigInteger, nullable=False),
)

# A known text under the outer key: a wrong key is seen at the start, not in the first message.
seal = Table(
    "seal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
