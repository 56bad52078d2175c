"""Let readers claim their imported comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HAS_DIGEST = sa.text("email_digest <> ''")


def upgrade() -> None:
    op.create_index(
        "ix_imported_record_email_digest",
        "imported_record",
        ["email_digest"],
        sqlite_where=HAS_DIGEST,
        postgresql_where=HAS_DIGEST,
    )
    op.create_table(
        "import_claim",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("imported_account_id", NUMBER, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["account.id"],
                name=op.f(f"fk_import_claim_{column}_account"),
                ondelete="CASCADE",
            )
            for column in ("account_id", "imported_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_claim")),
    )
    for column in ("account_id", "imported_account_id"):
        op.create_index(op.f(f"ix_import_claim_{column}"), "import_claim", [column])
    op.create_table(
        "claimed_comment",
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("claim_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_claimed_comment_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["import_claim.id"],
            name=op.f("fk_claimed_comment_claim_id_import_claim"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_claimed_comment")),
    )
    op.create_index(
        op.f("ix_claimed_comment_claim_id"), "claimed_comment", ["claim_id"]
    )


def downgrade() -> None:
    op.drop_table("claimed_comment")
    op.drop_table("import_claim")
    op.drop_index("ix_imported_record_email_digest", "imported_record")
