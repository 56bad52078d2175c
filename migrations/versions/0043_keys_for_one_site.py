"""Let an API key hold on one site alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

FOREIGN_KEY = "fk_api_key_site_id_site"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("api_key") as batch_op:
        batch_op.add_column(sa.Column("site_id", number, nullable=True))
        batch_op.create_index(batch_op.f("ix_api_key_site_id"), ["site_id"])
        batch_op.create_foreign_key(
            batch_op.f(FOREIGN_KEY), "site", ["site_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    with op.batch_alter_table("api_key") as batch_op:
        batch_op.drop_constraint(batch_op.f(FOREIGN_KEY), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_api_key_site_id"))
        batch_op.drop_column("site_id")
