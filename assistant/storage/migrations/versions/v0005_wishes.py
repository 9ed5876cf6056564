"""What mentors pass on in their own words."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "wish",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("wish_by_hash", "wish", ["period", "hash"])
    op.create_index("wish_by_term", "wish", ["until"])
