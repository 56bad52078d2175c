"""Send push messages to readers' browsers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY, ZERO = sa.text("''"), sa.text("0")


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """Return a column with a point in time."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "push_key",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("private", sa.String(), nullable=False),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_key")),
    )
    op.create_table(
        "push_device",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("endpoint_digest", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("p256dh", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("user_agent", sa.String(), server_default=EMPTY, nullable=False),
        moment("created_at"),
        moment("last_success_at", nullable=True),
        moment("refused_since", nullable=True),
        moment("hour_began_at", nullable=True),
        sa.Column("sent_this_hour", NUMBER, server_default=ZERO, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_push_device_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["login_session.id"],
            name=op.f("fk_push_device_session_id_login_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint(
            "endpoint_digest", name=op.f("uq_push_device_endpoint_digest")
        ),
    )
    for column in ("account_id", "session_id", "host"):
        op.create_index(op.f(f"ix_push_device_{column}"), "push_device", [column])
    op.create_table(
        "push_message",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("device_id", NUMBER, nullable=False),
        sa.Column("notification_id", NUMBER, nullable=False),
        moment("due_at"),
        sa.Column("lease_token", sa.String()),
        moment("lease_until", nullable=True),
        sa.Column("attempts", NUMBER, server_default=ZERO, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["push_device.id"],
            name=op.f("fk_push_message_device_id_push_device"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_push_message_notification_id_notification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_message")),
    )
    for column in ("device_id", "notification_id", "due_at"):
        op.create_index(op.f(f"ix_push_message_{column}"), "push_message", [column])


def downgrade() -> None:
    op.drop_table("push_message")
    op.drop_table("push_device")
    op.drop_table("push_key")
