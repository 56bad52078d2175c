"""Say which site a mail comes from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FOREIGN_KEY = "fk_outbox_message_site_id_site"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("site_id", number, nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_message_site_id"), ["site_id"])
        batch_op.create_foreign_key(
            batch_op.f(FOREIGN_KEY), "site", ["site_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_constraint(batch_op.f(FOREIGN_KEY), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_outbox_message_site_id"))
        batch_op.drop_column("site_id")
