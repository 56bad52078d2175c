"""Take notices of illegal content, and name the law of a decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY = sa.text("''")
NOTICED = sa.text("closed_at IS NULL AND noticed_at IS NOT NULL")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=EMPTY)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("decision", text("legal_ground"))
    op.add_column("review_item", moment("noticed_at"))
    op.add_column(
        "review_item",
        sa.Column(
            "is_trusted_notice",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("false"),
        ),
    )
    op.create_index(
        "ix_review_item_noticed",
        "review_item",
        ["site_id", "rank", "id"],
        sqlite_where=NOTICED,
        postgresql_where=NOTICED,
    )
    op.create_table(
        "trusted_flagger",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        moment("created_at", nullable=False),
        moment("ended_at"),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_trusted_flagger_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_flagger")),
        sa.UniqueConstraint(
            "secret_digest", name=op.f("uq_trusted_flagger_secret_digest")
        ),
    )
    op.create_index(op.f("ix_trusted_flagger_site_id"), "trusted_flagger", ["site_id"])
    _create_notice()
    op.create_table(
        "notice_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("notice_id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("revision_id", NUMBER, nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("decision_id", NUMBER, nullable=True),
        moment("decided_at"),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_item_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_notice_item_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_notice_item_decision_id_decision"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_item")),
        sa.UniqueConstraint(
            "notice_id", "comment_id", name=op.f("uq_notice_item_notice_id_comment_id")
        ),
    )
    op.create_index(op.f("ix_notice_item_comment_id"), "notice_item", ["comment_id"])
    op.create_index(op.f("ix_notice_item_decision_id"), "notice_item", ["decision_id"])
    op.create_table(
        "notice_complaint",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("notice_item_id", NUMBER, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        moment("created_at", nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("answer_id", NUMBER, nullable=True),
        moment("decided_at"),
        sa.ForeignKeyConstraint(
            ["notice_item_id"],
            ["notice_item.id"],
            name=op.f("fk_notice_complaint_notice_item_id_notice_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["decision.id"],
            name=op.f("fk_notice_complaint_answer_id_decision"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_complaint")),
        sa.UniqueConstraint(
            "notice_item_id", name=op.f("uq_notice_complaint_notice_item_id")
        ),
    )
    op.create_index(
        op.f("ix_notice_complaint_answer_id"), "notice_complaint", ["answer_id"]
    )
    op.create_table(
        "notifier_suspension",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("notifier_digest", sa.String(), nullable=False),
        moment("warned_at", nullable=False),
        moment("suspended_at"),
        moment("suspended_until"),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_notifier_suspension_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifier_suspension")),
        sa.UniqueConstraint(
            "site_id",
            "notifier_digest",
            name=op.f("uq_notifier_suspension_site_id_notifier_digest"),
        ),
    )


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        text("country"),
        text("law"),
        sa.Column("explanation", sa.String(), nullable=False),
        text("notifier_name"),
        text("notifier_email"),
        text("notifier_digest"),
        text("network_digest"),
        sa.Column("flagger_id", NUMBER, nullable=True),
        text("language"),
        moment("received_at", nullable=False),
        moment("decided_at"),
        sa.Column(
            "is_unfounded",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("false"),
        ),
        moment("emptied_at"),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_notice_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["flagger_id"],
            ["trusted_flagger.id"],
            name=op.f("fk_notice_flagger_id_trusted_flagger"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("token", name=op.f("uq_notice_token")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_notice_fingerprint")),
    )
    for column in ("site_id", "notifier_digest", "flagger_id", "received_at"):
        op.create_index(op.f(f"ix_notice_{column}"), "notice", [column])


def downgrade() -> None:
    for table in (
        "notifier_suspension",
        "notice_complaint",
        "notice_item",
        "notice",
        "trusted_flagger",
    ):
        op.drop_table(table)
    op.drop_index("ix_review_item_noticed", "review_item")
    op.drop_column("review_item", "is_trusted_notice")
    op.drop_column("review_item", "noticed_at")
    op.drop_column("decision", "legal_ground")
