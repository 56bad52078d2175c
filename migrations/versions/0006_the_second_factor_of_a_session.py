"""When a session passed its second factor; links that lead nowhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.add_column(
            sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True)
        )
    with op.batch_alter_table("mail_token") as batch_op:
        batch_op.alter_column("account_id", existing_type=BIG, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM mail_token WHERE account_id IS NULL")
    with op.batch_alter_table("mail_token") as batch_op:
        batch_op.alter_column("account_id", existing_type=BIG, nullable=False)
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.drop_column("second_factor_at")
