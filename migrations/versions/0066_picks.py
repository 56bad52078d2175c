"""Add editors' picks and a pinned comment for each article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PICKED = sa.text("picked_at IS NOT NULL AND status = 'published'")
INDEX = "ix_comment_picked"


def upgrade() -> None:
    op.add_column(
        "site",
        sa.Column(
            "has_picks", sa.Boolean(), nullable=False, server_default=sa.text("true")
        ),
    )
    op.add_column("comment", sa.Column("picked_at", sa.DateTime(timezone=True)))
    op.add_column("article", sa.Column("pinned_comment_id", NUMBER))
    op.create_index(
        INDEX,
        "comment",
        ["article_id", "id"],
        sqlite_where=PICKED,
        postgresql_where=PICKED,
    )


def downgrade() -> None:
    op.drop_index(INDEX, "comment")
    op.drop_column("article", "pinned_comment_id")
    op.drop_column("comment", "picked_at")
    op.drop_column("site", "has_picks")
