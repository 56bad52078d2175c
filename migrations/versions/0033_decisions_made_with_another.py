"""Remember which decisions one act made together, so that one undo takes all back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decision") as batch_op:
        batch_op.add_column(
            sa.Column(
                "led_by_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_decision_led_by_id"), ["led_by_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_led_by_id_decision"),
            "decision",
            ["led_by_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("decision") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_decision_led_by_id_decision"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_decision_led_by_id"))
        batch_op.drop_column("led_by_id")
