"""Appeals against measures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_appeal",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "sanction_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "first_decider_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld", "overturned", name="outcome", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column(
            "answered_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR answer <> ''",
            name=op.f("ck_measure_appeal_outcome_has_a_reason"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_measure_appeal_outcome_has_a_time"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_measure_appeal_a_person_answers"),
        ),
        sa.CheckConstraint(
            "answered_by_id <> first_decider_id",
            name=op.f("ck_measure_appeal_another_person_answers"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["account.id"],
            name=op.f("fk_measure_appeal_answered_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["first_decider_id"],
            ["account.id"],
            name=op.f("fk_measure_appeal_first_decider_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["sanction_id"],
            ["sanction.id"],
            name=op.f("fk_measure_appeal_sanction_id_sanction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_appeal")),
        sa.UniqueConstraint("sanction_id", name=op.f("uq_measure_appeal_sanction_id")),
    )
    with op.batch_alter_table("measure_appeal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_measure_appeal_answered_by_id"),
            ["answered_by_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_measure_appeal_first_decider_id"),
            ["first_decider_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("measure_appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_appeal_first_decider_id"))
        batch_op.drop_index(batch_op.f("ix_measure_appeal_answered_by_id"))

    op.drop_table("measure_appeal")
