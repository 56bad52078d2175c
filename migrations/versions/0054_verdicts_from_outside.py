"""Note what other systems say of comments, and bind keys to moderators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outside_verdict",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("revision_id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("key_id", NUMBER, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_outside_verdict_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_outside_verdict_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["api_key.id"],
            name=op.f("fk_outside_verdict_key_id_api_key"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_verdict")),
    )
    op.create_index(
        op.f("ix_outside_verdict_comment_id"), "outside_verdict", ["comment_id"]
    )
    op.create_index(op.f("ix_outside_verdict_key_id"), "outside_verdict", ["key_id"])
    op.create_index(
        "ix_outside_verdict_source", "outside_verdict", ["site_id", "source", "id"]
    )

    op.add_column(
        "api_key",
        sa.Column(
            "is_bound", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
    )


def downgrade() -> None:
    op.drop_column("api_key", "is_bound")
    op.drop_table("outside_verdict")
