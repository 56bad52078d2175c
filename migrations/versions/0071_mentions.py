"""Add the switch for mentions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

COLUMN = "has_mentions"


def upgrade() -> None:
    op.add_column(
        "site",
        sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.text("true")),
    )


def downgrade() -> None:
    op.drop_column("site", COLUMN)
