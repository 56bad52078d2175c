"""Add the languages of sites and accounts, and who reviewed a translation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("site", sa.Column("languages", JSON))
    op.add_column(
        "account",
        sa.Column("language", sa.String(), nullable=False, server_default=""),
    )
    op.create_table(
        "language_review",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_language_review")),
    )


def downgrade() -> None:
    op.drop_table("language_review")
    op.drop_column("account", "language")
    op.drop_column("site", "languages")
