"""Deliver notifications by mail, with a choice for each kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("due_at IS NOT NULL")
MAILED = sa.text("mailed_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True)))
        table.add_column(
            sa.Column(
                "is_planned",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
            )
        )
        table.add_column(sa.Column("message_id", NUMBER))
        table.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True)))
        table.create_foreign_key(
            op.f("fk_notification_message_id_outbox_message"),
            "outbox_message",
            ["message_id"],
            ["id"],
            ondelete="SET NULL",
        )
        table.create_index(op.f("ix_notification_message_id"), ["message_id"])
        table.create_index(
            "ix_notification_due_at", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
        )
        table.create_index(
            "ix_notification_mailed_at",
            ["account_id", "mailed_at"],
            sqlite_where=MAILED,
            postgresql_where=MAILED,
        )
    with op.batch_alter_table("notification_setting") as table:
        table.add_column(
            sa.Column(
                "way",
                sa.String(length=32),
                server_default=sa.text("'off'"),
                nullable=False,
            )
        )
        table.add_column(
            sa.Column(
                "is_pushed",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
            )
        )
    op.create_table(
        "delivery_setting",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("zone", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("quiet_from", NUMBER),
        sa.Column("quiet_until", NUMBER),
        sa.Column(
            "rhythm",
            sa.String(length=32),
            server_default=sa.text("'daily'"),
            nullable=False,
        ),
        sa.Column("digest_hour", NUMBER, server_default=sa.text("7"), nullable=False),
        sa.Column("weekday", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.Column("stop_key", sa.String(), nullable=False),
        sa.Column(
            "bounced_address", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column("bounces", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_delivery_setting_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_delivery_setting")),
        sa.UniqueConstraint("stop_key", name=op.f("uq_delivery_setting_stop_key")),
    )
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(
            sa.Column("html", sa.String(), server_default=sa.text("''"), nullable=False)
        )
        table.add_column(
            sa.Column(
                "headers",
                sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        table.add_column(sa.Column("tells", NUMBER))


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("tells")
        table.drop_column("headers")
        table.drop_column("html")
    op.drop_table("delivery_setting")
    # Before, a row said that a kind was off, and nothing else.
    op.execute("DELETE FROM notification_setting WHERE way <> 'off'")
    with op.batch_alter_table("notification_setting") as table:
        table.drop_column("is_pushed")
        table.drop_column("way")
    with op.batch_alter_table("notification") as table:
        table.drop_index("ix_notification_mailed_at")
        table.drop_index("ix_notification_due_at")
        table.drop_index(op.f("ix_notification_message_id"))
        table.drop_constraint(
            op.f("fk_notification_message_id_outbox_message"), type_="foreignkey"
        )
        table.drop_column("mailed_at")
        table.drop_column("message_id")
        table.drop_column("is_planned")
        table.drop_column("due_at")
