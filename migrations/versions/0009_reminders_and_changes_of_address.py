"""Reminders to confirm an address, and changes of address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_canonical", sa.String(), nullable=False),
        sa.Column("former_email", sa.String(), nullable=False),
        sa.Column("former_email_canonical", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("stop_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_address_change_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("stop_digest", name=op.f("uq_address_change_stop_digest")),
        sa.UniqueConstraint(
            "token_digest", name=op.f("uq_address_change_token_digest")
        ),
    )
    with op.batch_alter_table("address_change") as batch_op:
        batch_op.create_index(
            op.f("ix_address_change_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            op.f("ix_address_change_created_at"), ["created_at"], unique=False
        )
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(
            sa.Column(
                "reminders_sent", BIG, server_default=sa.text("0"), nullable=False
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("reminders_sent")
    op.drop_table("address_change")
