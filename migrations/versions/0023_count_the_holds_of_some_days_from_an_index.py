"""Count the holds of some days from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

HELD = sa.text("superseded_at IS NULL AND kind = 'hold'")


def upgrade() -> None:
    op.create_index(
        "ix_verdict_held",
        "verdict",
        ["created_at", "comment_id"],
        unique=False,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )


def downgrade() -> None:
    op.drop_index("ix_verdict_held", table_name="verdict")
