"""Scheduled versions, the audit sample and coverages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coverage",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "subjects",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sections",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "tags",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "words",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "created_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at",
            name=op.f("ck_coverage_ends_later"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["account.id"],
            name=op.f("fk_coverage_created_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_coverage_profile_id_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coverage_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_coverage_profile_id"), ["profile_id"], unique=False
        )
        batch_op.create_index(
            "ix_coverage_under_way",
            ["id"],
            unique=False,
            sqlite_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "sampling_plan",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column(
            "most_a_day",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "set_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "most_a_day >= 0", name=op.f("ck_sampling_plan_most_not_negative")
        ),
        sa.CheckConstraint(
            "share >= 0 AND share <= 1", name=op.f("ck_sampling_plan_share_is_one")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["account.id"],
            name=op.f("fk_sampling_plan_set_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plan")),
    )
    with op.batch_alter_table("sampling_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sampling_plan_set_by_id"), ["set_by_id"], unique=False
        )

    op.create_table(
        "scheduled_version",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "thresholds",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "fallback",
            sa.Enum(
                "publish",
                "flag",
                "hold",
                name="verdictkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "handling",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "created_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "published_number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["account.id"],
            name=op.f("fk_scheduled_version_created_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profile.id"],
            name=op.f("fk_scheduled_version_profile_id_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_version")),
    )
    with op.batch_alter_table("scheduled_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scheduled_version_created_by_id"),
            ["created_by_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_scheduled_version_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("published_number IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text(
                "published_number IS NULL AND cancelled_at IS NULL"
            ),
        )
        batch_op.create_index(
            batch_op.f("ix_scheduled_version_profile_id"), ["profile_id"], unique=False
        )

    op.create_table(
        "suggestion_answer",
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("is_conflict", sa.Boolean(), nullable=False),
        sa.Column(
            "answered_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["account.id"],
            name=op.f("fk_suggestion_answer_answered_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_suggestion_answer_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_suggestion_answer")),
    )
    with op.batch_alter_table("suggestion_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_suggestion_answer_answered_by_id"),
            ["answered_by_id"],
            unique=False,
        )

    op.create_table(
        "audit_draw",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "comment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "probability > 0 AND probability <= 1",
            name=op.f("ck_audit_draw_a_probability"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_audit_draw_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_audit_draw_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_draw")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_audit_draw_revision_id")),
    )
    with op.batch_alter_table("audit_draw", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_draw_comment_id"), ["comment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_draw_drawn_at"), ["drawn_at"], unique=False
        )

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "tags",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_column("tags")

    with op.batch_alter_table("audit_draw", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_draw_drawn_at"))
        batch_op.drop_index(batch_op.f("ix_audit_draw_comment_id"))

    op.drop_table("audit_draw")
    with op.batch_alter_table("suggestion_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_answer_answered_by_id"))

    op.drop_table("suggestion_answer")
    with op.batch_alter_table("scheduled_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scheduled_version_profile_id"))
        batch_op.drop_index(
            "ix_scheduled_version_due",
            sqlite_where=sa.text("published_number IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text(
                "published_number IS NULL AND cancelled_at IS NULL"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_scheduled_version_created_by_id"))

    op.drop_table("scheduled_version")
    with op.batch_alter_table("sampling_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sampling_plan_set_by_id"))

    op.drop_table("sampling_plan")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_coverage_under_way",
            sqlite_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_coverage_profile_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_created_by_id"))

    op.drop_table("coverage")
