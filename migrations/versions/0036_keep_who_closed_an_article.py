"""Keep whether a story is withdrawn, and whether that alone closed its comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

COLUMNS = ("is_withdrawn", "closed_by_withdrawal")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(
            "article",
            sa.Column(
                name, sa.Boolean(), nullable=False, server_default=sa.text("false")
            ),
        )


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("article", name)
