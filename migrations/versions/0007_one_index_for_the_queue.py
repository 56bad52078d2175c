"""One index for the queue: its site, its order, and nothing that is closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.drop_index(
        "ix_review_item_rank_open",
        table_name="review_item",
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_review_item_queue",
        "review_item",
        ["site_id", "rank", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_review_item_queue",
        table_name="review_item",
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_review_item_rank_open",
        "review_item",
        ["rank", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
