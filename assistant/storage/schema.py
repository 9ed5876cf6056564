"""The tables, the same in SQLite and PostgreSQL. `migrations` makes them.

Moments are whole milliseconds since 1970, UTC. `mentor` is a pseudonym. Every `body` is encrypted:
that of `conversation` and `kept` under the mentor's own key, the others under the outer one.
`period` and `heard` are months, YYYY-MM.
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
    Text,
    UniqueConstraint,
)

VERSION = "0006"
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
    # The month of the mentor's last message; what comes of something due is none.
    Column("heard", String(7), nullable=False),
    # When something in it has been kept long enough; null: nothing in it expires.
    Column("expires_at", BigInteger),
    Index("conversation_by_expiry", "expires_at"),
    Index("conversation_by_heard", "heard"),
)

# What is to happen later, once. The number, below zero, becomes that of its update.
due = Table(
    "due",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("mentor", _MENTOR, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("mentor", "name"),
    Index("due_by_moment", "at", "id"),
    sqlite_autoincrement=True,
)

kept = Table(
    "kept",
    metadata,
    Column("mentor", _MENTOR, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
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

# Which message answered which of the mentor's own; 0: the mentor's own, or what answered none.
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

# The months that are counted, and those that are closed: `closed` is when.
month = Table(
    "month",
    metadata,
    Column("period", String(7), primary_key=True),
    # Which key the hashes are made with; null once it is destroyed.
    Column("key_id", LargeBinary),
    Column("closed", BigInteger),
)

# Rows lie in the order of the key: none tells what came before what.
counted = Table(
    "counted",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Index("counted_by_hash", "period", "hash"),
    sqlite_with_rowid=False,
)

# What may be known of a closed month, by everybody who may see it: no secret, and never changed.
released = Table(
    "released",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("figures", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Who may see the figures of which organisation; `code` is what the bot told them, `Keys.code`.
person = Table(
    "person",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# A link that lets somebody in once; only its hash, so that the data lets nobody in.
link = Table(
    "link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("code", String(16), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# Who is in; `seen_at` is the last look. Only the hash of what the browser holds.
session = Table(
    "session",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("code", String(16), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

# Who looked at which page of which organisation, and nothing of what stood there.
visit = Table(
    "visit",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("code", String(16), nullable=False),
    Column("organisation", Text),
    Column("route", String(32), nullable=False),
    Index("visit_by_moment", "at"),
)

# What an organisation did with a finding, and after which month.
mark = Table(
    "mark",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("mark", String(16), nullable=False),
    Column("period", String(7), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# What mentors pass on in their own words, once for each organisation that may see it. `hash` is as
# in `counted` while the month is open; `title` null: it may not be shown.
wish = Table(
    "wish",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("period", String(7), nullable=False),
    Column("key", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("title", Text),
    Column("until", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("wish_by_hash", "period", "hash"),
    Index("wish_by_term", "until"),
)
