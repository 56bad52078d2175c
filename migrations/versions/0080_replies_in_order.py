"""Read a page of a thread in order by an index, for staff too.

Staff see replies that readers do not. Without an index in the order of the thread, a
page of fifty read and sorted the whole thread.
"""

from __future__ import annotations

from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_comment_thread_path", "comment", ["thread_id", "path"])
    op.drop_index("ix_comment_thread_id", "comment")


def downgrade() -> None:
    op.create_index("ix_comment_thread_id", "comment", ["thread_id"])
    op.drop_index("ix_comment_thread_path", "comment")
