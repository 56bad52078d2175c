"""Let a site ask forms without an account for a proof of work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

TABLE, COLUMN = "site", "wants_proof_of_work"


def upgrade() -> None:
    op.add_column(
        TABLE,
        sa.Column(
            COLUMN, sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
    )


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
