"""Who may come in to the pages and looked at them, and what was done with what stood there."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "link",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "visit",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("route", sa.String(32), nullable=False),
    )
    op.create_index("visit_by_moment", "visit", ["at"])
    op.create_table(
        "mark",
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("finding", sa.Text, primary_key=True),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
