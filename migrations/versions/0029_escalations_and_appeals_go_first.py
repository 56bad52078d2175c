"""List escalations and appeals, and put them ahead of routine items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ESCALATED = sa.text("closed_at IS NULL AND escalated_at IS NOT NULL")
APPEALED = sa.text("closed_at IS NULL AND appealed_at IS NOT NULL")
WAITS_TO_CONFIRM = sa.text("starts_at IS NULL AND lifted_at IS NULL")
UNANSWERED = sa.text("outcome IS NULL")
AHEAD = 1000.0

WHEN_APPEALED = """
    UPDATE review_item SET appealed_at = COALESCE(
        (SELECT max(created_at) FROM appeal WHERE appeal.item_id = review_item.id),
        (SELECT max(created_at) FROM hold_appeal
         WHERE hold_appeal.item_id = review_item.id)
    )
    WHERE EXISTS (SELECT 1 FROM appeal WHERE appeal.item_id = review_item.id)
       OR EXISTS (SELECT 1 FROM hold_appeal WHERE hold_appeal.item_id = review_item.id)
"""
AHEAD_OF = "WHERE escalated_at IS NOT NULL OR appealed_at IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("review_item") as batch_op:
        batch_op.add_column(
            sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True)
        )
    op.execute(WHEN_APPEALED)
    op.execute(f"UPDATE review_item SET rank = rank + {AHEAD} {AHEAD_OF}")  # noqa: S608  Our constants.
    for name, where in (("escalated", ESCALATED), ("appealed", APPEALED)):
        op.create_index(
            f"ix_review_item_{name}",
            "review_item",
            ["site_id", "rank", "id"],
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_index(
        "ix_measure_appeal_unanswered",
        "measure_appeal",
        ["id"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )
    op.create_index(
        "ix_sanction_proposed",
        "sanction",
        ["site_id", "id"],
        sqlite_where=WAITS_TO_CONFIRM,
        postgresql_where=WAITS_TO_CONFIRM,
    )


def downgrade() -> None:
    op.drop_index("ix_measure_appeal_unanswered", table_name="measure_appeal")
    op.drop_index("ix_sanction_proposed", table_name="sanction")
    op.drop_index("ix_review_item_appealed", table_name="review_item")
    op.drop_index("ix_review_item_escalated", table_name="review_item")
    op.execute(f"UPDATE review_item SET rank = rank - {AHEAD} {AHEAD_OF}")  # noqa: S608  Our constants.
    with op.batch_alter_table("review_item") as batch_op:
        batch_op.drop_column("appealed_at")
