"""Say which site an audit entry concerns, and limit a coverage to one site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENTRY_KEY = "fk_audit_entry_site_id_site"
COVERAGE_KEY = "fk_coverage_site_id_site"


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.add_column(sa.Column("site_id", NUMBER, nullable=True))
        batch_op.create_index("ix_audit_entry_site_newest", ["site_id", "id"])
        batch_op.create_foreign_key(
            batch_op.f(ENTRY_KEY), "site", ["site_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("coverage") as batch_op:
        batch_op.add_column(sa.Column("site_id", NUMBER, nullable=True))
        batch_op.create_index(batch_op.f("ix_coverage_site_id"), ["site_id"])
        batch_op.create_foreign_key(
            batch_op.f(COVERAGE_KEY), "site", ["site_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    with op.batch_alter_table("coverage") as batch_op:
        batch_op.drop_constraint(batch_op.f(COVERAGE_KEY), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_coverage_site_id"))
        batch_op.drop_column("site_id")
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_constraint(batch_op.f(ENTRY_KEY), type_="foreignkey")
        batch_op.drop_index("ix_audit_entry_site_newest")
        batch_op.drop_column("site_id")
