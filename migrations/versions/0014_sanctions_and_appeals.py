"""Sanctions, appeals, and who decides them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ANOTHER = (
    "first_decider_id IS NULL OR decided_by_id IS NULL"
    " OR first_decider_id <> decided_by_id"
)


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "decision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "author_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld", "overturned", name="outcome", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "answer_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answer_id IS NULL)",
            name=op.f("ck_appeal_a_person_decides"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_appeal_outcome_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["decision.id"],
            name=op.f("fk_appeal_answer_id_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["account.id"],
            name=op.f("fk_appeal_author_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_appeal_decision_id_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["review_item.id"],
            name=op.f("fk_appeal_item_id_review_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appeal_answer_id"), ["answer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appeal_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appeal_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "sanction",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "site_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "warn",
                "hold",
                "suspend",
                "ban",
                name="sanctionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "hate",
                "threat",
                "insult",
                "obscene",
                "glorifies_violence",
                "misinformation",
                "off_topic",
                "spam",
                "personal_data",
                "other",
                name="reason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "decision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "imposed_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lifted_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.CheckConstraint(
            "kind <> 'suspend' OR ends_at IS NOT NULL",
            name=op.f("ck_sanction_suspension_has_an_end"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> imposed_by_id",
            name=op.f("ck_sanction_another_person_confirms"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_sanction_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["account.id"],
            name=op.f("fk_sanction_confirmed_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_sanction_decision_id_decision"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["imposed_by_id"],
            ["account.id"],
            name=op.f("fk_sanction_imposed_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"],
            ["account.id"],
            name=op.f("fk_sanction_lifted_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_sanction_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sanction_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sanction_confirmed_by_id"), ["confirmed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sanction_decision_id"), ["decision_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sanction_imposed_by_id"), ["imposed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sanction_lifted_by_id"), ["lifted_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sanction_site_id"), ["site_id"], unique=False
        )
        batch_op.create_index(
            "ix_sanction_standing",
            ["account_id"],
            unique=False,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "decided_by_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "is_blind",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
            )
        )
        batch_op.create_index(
            batch_op.f("ix_review_item_decided_by_id"), ["decided_by_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_review_item_decided_by_id_account"),
            "account",
            ["decided_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_review_item_another_person_decides"), ANOTHER
        )


def downgrade() -> None:
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_review_item_another_person_decides"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_review_item_decided_by_id_account"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_review_item_decided_by_id"))
        batch_op.drop_column("is_blind")
        batch_op.drop_column("decided_by_id")

    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sanction_standing",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sanction_site_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_lifted_by_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_imposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_decision_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_confirmed_by_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_account_id"))

    op.drop_table("sanction")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_item_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_author_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_answer_id"))

    op.drop_table("appeal")
