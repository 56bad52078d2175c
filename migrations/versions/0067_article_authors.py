"""Add the authors of articles, and the switch for their badge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PUBLISHED = sa.text("status = 'published'")
TABLE, COLUMN = "article_author", "has_author_badges"
INDEX = "ix_comment_published_by"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_author_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_article_author_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "account_id", name=op.f("pk_article_author")
        ),
    )
    op.create_index(op.f("ix_article_author_account_id"), TABLE, ["account_id"])
    op.add_column(
        "site",
        sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.text("true")),
    )
    op.create_index(
        INDEX,
        "comment",
        ["article_id", "author_id", "id"],
        sqlite_where=PUBLISHED,
        postgresql_where=PUBLISHED,
    )


def downgrade() -> None:
    op.drop_index(INDEX, "comment")
    op.drop_column("site", COLUMN)
    op.drop_table(TABLE)
