"""Second reviews, and the shares of blind cards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blind_plan",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("second_share", sa.Double(), nullable=False),
        sa.Column("blind_share", sa.Double(), nullable=False),
        sa.Column(
            "set_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "blind_share BETWEEN 0 AND 1", name=op.f("ck_blind_plan_blind_share_is_one")
        ),
        sa.CheckConstraint(
            "second_share BETWEEN 0 AND 1",
            name=op.f("ck_blind_plan_second_share_is_one"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["account.id"], name=op.f("fk_blind_plan_set_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_plan")),
    )
    with op.batch_alter_table("blind_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_blind_plan_set_by_id"), ["set_by_id"], unique=False
        )

    op.create_table(
        "second_review",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "first_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "second_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["decision.id"],
            name=op.f("fk_second_review_first_id_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["review_item.id"],
            name=op.f("fk_second_review_item_id_review_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["decision.id"],
            name=op.f("fk_second_review_second_id_decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_review")),
        sa.UniqueConstraint("first_id", name=op.f("uq_second_review_first_id")),
        sa.UniqueConstraint("second_id", name=op.f("uq_second_review_second_id")),
    )
    with op.batch_alter_table("second_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_second_review_item_id"), ["item_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("second_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_review_item_id"))

    op.drop_table("second_review")
    with op.batch_alter_table("blind_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_plan_set_by_id"))

    op.drop_table("blind_plan")
