"""What is under way: inbox, conversations, outbox, addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("update_id", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("mentor", sa.String(32), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    op.create_index("inbox_by_mentor", "inbox", ["mentor", "update_id"])
    op.create_table(
        "seen",
        sa.Column("update_id", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "conversation",
        sa.Column("mentor", sa.String(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("mentor", sa.String(32), nullable=False),
        sa.Column("update_id", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.Column("sending_since", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_by_mentor", "outbox", ["mentor", "id"])
    op.create_table(
        "address",
        sa.Column("mentor", sa.String(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("leaving", sa.Boolean, nullable=False),
    )
    op.create_table(
        "sent",
        sa.Column("mentor", sa.String(32), primary_key=True),
        sa.Column("question_id", sa.BigInteger, primary_key=True),
        sa.Column("message_id", sa.BigInteger, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    for name, body in (
        ("poll", sa.Column("next_update_id", sa.BigInteger, nullable=False)),
        ("seal", sa.Column("body", sa.LargeBinary, nullable=False)),
    ):
        op.create_table(
            name, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), body
        )
