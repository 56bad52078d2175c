"""Find acts in the audit log by what was done, and to what."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_action_newest", "audit_entry", ["action", "id"])
    op.create_index(
        "ix_audit_entry_subject_newest",
        "audit_entry",
        ["subject_kind", "subject_id", "id"],
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entry_subject_newest", table_name="audit_entry")
    op.drop_index("ix_audit_entry_action_newest", table_name="audit_entry")
