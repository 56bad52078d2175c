"""Grant a role for all sites once: a NULL site is distinct to a unique constraint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEX = "uq_role_grant_account_id_role_all_sites"
ALL_SITES = sa.text("site_id IS NULL")


def upgrade() -> None:
    op.execute(
        "DELETE FROM role_grant WHERE site_id IS NULL AND id NOT IN"
        " (SELECT min(id) FROM role_grant WHERE site_id IS NULL"
        " GROUP BY account_id, role)"
    )
    op.create_index(
        INDEX,
        "role_grant",
        ["account_id", "role"],
        unique=True,
        sqlite_where=ALL_SITES,
        postgresql_where=ALL_SITES,
    )


def downgrade() -> None:
    op.drop_index(INDEX, "role_grant")
