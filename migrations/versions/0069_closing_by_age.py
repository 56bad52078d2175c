"""Add after how many days the comments of articles close."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMN = "closing_days"
AS_SITE = sa.text("closed_at IS NULL AND closing_days IS NULL")
BY_ITSELF = sa.text("closed_at IS NULL AND closing_days > 0")


def upgrade() -> None:
    op.add_column("site", sa.Column(COLUMN, NUMBER))
    op.add_column("article", sa.Column(COLUMN, NUMBER))
    op.create_index(
        "ix_article_open",
        "article",
        ["site_id", "published_at"],
        sqlite_where=AS_SITE,
        postgresql_where=AS_SITE,
    )
    op.create_index(
        "ix_article_open_for_days",
        "article",
        ["id"],
        sqlite_where=BY_ITSELF,
        postgresql_where=BY_ITSELF,
    )


def downgrade() -> None:
    op.drop_index("ix_article_open_for_days", "article")
    op.drop_index("ix_article_open", "article")
    op.drop_column("article", COLUMN)
    op.drop_column("site", COLUMN)
