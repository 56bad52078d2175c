"""Take reports from visitors without an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visitor_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("network_digest", sa.String(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_visitor_report_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_report")),
        sa.UniqueConstraint(
            "revision_id",
            "network_digest",
            name=op.f("uq_visitor_report_revision_id_network_digest"),
        ),
    )
    op.create_index(
        op.f("ix_visitor_report_comment_id"), "visitor_report", ["comment_id"]
    )


def downgrade() -> None:
    op.drop_table("visitor_report")
