"""Notes of staff on an account, and batches that came with a sanction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_note",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("written_by_id", NUMBER, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_note_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_account_note_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_account_note_written_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_note")),
    )
    op.create_index(
        "ix_account_note_account_newest", "account_note", ["account_id", "id"]
    )
    op.create_index(
        op.f("ix_account_note_written_by_id"), "account_note", ["written_by_id"]
    )
    with op.batch_alter_table("batch") as batch_op:
        batch_op.add_column(sa.Column("sanction_id", NUMBER, nullable=True))
        batch_op.create_index(batch_op.f("ix_batch_sanction_id"), ["sanction_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_batch_sanction_id_sanction"),
            "sanction",
            ["sanction_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("batch") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_batch_sanction_id_sanction"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_batch_sanction_id"))
        batch_op.drop_column("sanction_id")
    op.drop_table("account_note")
