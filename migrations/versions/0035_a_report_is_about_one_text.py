"""Let a reader report each text of a comment, not the comment once for ever."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BEFORE = "uq_report_comment_id_reporter_id"
AFTER = "uq_report_comment_id_reporter_id_revision_id"


def upgrade() -> None:
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(batch_op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(AFTER), ["comment_id", "reporter_id", "revision_id"]
        )


def downgrade() -> None:
    op.execute(
        "DELETE FROM report WHERE id NOT IN"
        " (SELECT max(id) FROM report GROUP BY comment_id, reporter_id)"
    )
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(batch_op.f(AFTER), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(BEFORE), ["comment_id", "reporter_id"]
        )
