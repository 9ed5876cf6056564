"""What is due later, what mentors choose to keep, and when a conversation holds what expires."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "due",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("mentor", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("mentor", "name"),
        sqlite_autoincrement=True,
    )
    op.create_index("due_by_moment", "due", ["at", "id"])
    op.create_table(
        "kept",
        sa.Column("mentor", sa.String(32), primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.add_column("conversation", sa.Column("expires_at", sa.BigInteger))
    op.create_index("conversation_by_expiry", "conversation", ["expires_at"])
