"""Of a mentor's last message the month, for the term after which all goes, and no moment."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MONTH = {
    "sqlite": "strftime('%Y-%m', changed_at / 1000, 'unixepoch')",
    "postgresql": "to_char(to_timestamp(changed_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM')",
}


def upgrade() -> None:
    """Change the table of conversations."""
    op.add_column("conversation", sa.Column("heard", sa.String(7)))
    month = _MONTH[op.get_bind().dialect.name]
    op.execute(f"UPDATE conversation SET heard = {month}")  # noqa: S608 - a text of ours
    with op.batch_alter_table("conversation") as table:  # SQLite makes it anew
        table.alter_column("heard", nullable=False)
        table.drop_column("changed_at")
    op.create_index("conversation_by_heard", "conversation", ["heard"])
