"""Leave an appeal to a third person where two decided the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ANOTHER = (
    "second_decider_id IS NULL OR decided_by_id IS NULL"
    " OR second_decider_id <> decided_by_id"
)


def upgrade() -> None:
    with op.batch_alter_table("review_item") as batch_op:
        batch_op.add_column(
            sa.Column(
                "second_decider_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=True,
            )
        )
        batch_op.create_index(
            batch_op.f("ix_review_item_second_decider_id"), ["second_decider_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_review_item_second_decider_id_account"),
            "account",
            ["second_decider_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_review_item_a_third_person_decides"), ANOTHER
        )


def downgrade() -> None:
    with op.batch_alter_table("review_item") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_review_item_a_third_person_decides"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_review_item_second_decider_id_account"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_review_item_second_decider_id"))
        batch_op.drop_column("second_decider_id")
