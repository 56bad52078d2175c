"""Blind cards leave their near-duplicates: each is decided by itself."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE review_item SET lead_id = NULL WHERE closed_at IS NULL"
        " AND (is_blind OR lead_id IN (SELECT id FROM review_item WHERE is_blind))"
    )
    op.execute(
        "DELETE FROM copy_band WHERE item_id IN"
        " (SELECT id FROM review_item WHERE is_blind)"
    )


def downgrade() -> None:
    """Nothing to restore: near-duplicates are found again as comments come in."""
