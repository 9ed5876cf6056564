"""What is counted of an open month, what was released of a closed one, and who may see it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "month",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("key_id", sa.LargeBinary),
        sa.Column("closed", sa.BigInteger),
    )
    op.create_table(
        "counted",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("counted_by_hash", "counted", ["period", "hash"])
    op.create_table(
        "released",
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
