"""An index for what the classifier did not answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_revision_failed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("scoring_state = 'failed'"),
            postgresql_where=sa.text("scoring_state = 'failed'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_revision_failed",
            sqlite_where=sa.text("scoring_state = 'failed'"),
            postgresql_where=sa.text("scoring_state = 'failed'"),
        )
