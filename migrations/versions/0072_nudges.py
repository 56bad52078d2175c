"""Add nudges before posting, and their switch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE, COLUMN = "nudge", "has_nudges"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("posted_at", MOMENT),
        sa.Column(
            "is_edited", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_nudge_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
    )
    op.create_index(op.f("ix_nudge_article_id"), TABLE, ["article_id"])
    op.create_index(op.f("ix_nudge_shown_at"), TABLE, ["shown_at"])
    op.add_column(
        "site",
        sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.text("true")),
    )


def downgrade() -> None:
    op.drop_column("site", COLUMN)
    op.drop_table(TABLE)
