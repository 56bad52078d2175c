"""Add the versions of articles and sites, which public pages are cached by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _add("article", "version", "1")
    _add("article", "reaction_period", "0")
    _add("site", "version", "1")


def downgrade() -> None:
    op.drop_column("site", "version")
    op.drop_column("article", "reaction_period")
    op.drop_column("article", "version")


def _add(table: str, column: str, first: str) -> None:
    default = sa.text(first)
    op.add_column(
        table, sa.Column(column, NUMBER, nullable=False, server_default=default)
    )
