"""Say whether a site has readers in the United Kingdom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "law_setting",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column(
            "serves_uk", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_law_setting_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_setting")),
        sa.UniqueConstraint("site_id", name=op.f("uq_law_setting_site_id")),
    )


def downgrade() -> None:
    op.drop_table("law_setting")
