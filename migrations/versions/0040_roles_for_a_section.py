"""Let a moderator's role be for a section of a site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OLD, NEW = (
    ["account_id", "role", "site_id"],
    ["account_id", "role", "site_id", "section"],
)
OLD_NAME = "uq_role_grant_account_id_role_site_id"
NEW_NAME = "uq_role_grant_account_id_role_site_id_section"
CHECK = "section = '' OR (site_id IS NOT NULL AND role = 'moderator')"


def upgrade() -> None:
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.add_column(
            sa.Column(
                "section", sa.String(), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.drop_constraint(batch_op.f(OLD_NAME), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(NEW_NAME), NEW)
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_section_of_a_site"), CHECK
        )


def downgrade() -> None:
    # What was given for a section must not come to hold on the whole site.
    op.execute("DELETE FROM role_grant WHERE section <> ''")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_role_grant_section_of_a_site"), type_="check"
        )
        batch_op.drop_constraint(batch_op.f(NEW_NAME), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(OLD_NAME), OLD)
        batch_op.drop_column("section")
