"""Count what became of an author's comments from an index."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_comment_author_status", "comment", ["author_id", "status"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_comment_author_status", table_name="comment")
