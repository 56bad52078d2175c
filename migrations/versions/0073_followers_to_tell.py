"""Add the table of comments whose followers are still to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "followers_to_tell",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.Column("after_id", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_followers_to_tell_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers_to_tell")),
    )
    op.create_index(
        op.f("ix_followers_to_tell_comment_id"), "followers_to_tell", ["comment_id"]
    )


def downgrade() -> None:
    op.drop_table("followers_to_tell")
