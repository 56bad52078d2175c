"""Tell other systems of the newsroom what happens here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
QUEUED = sa.text("state = 'queued'")
COLLAPSING = sa.text("state = 'queued' AND collapses_as IS NOT NULL")
ZERO, EMPTY = sa.text("0"), sa.text("''")


def upgrade() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False, server_default=EMPTY),
        sa.Column("site_id", NUMBER, nullable=True),
        sa.Column("types", JSON, nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("former_secret", sa.String(), nullable=True),
        sa.Column("former_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", NUMBER, nullable=True),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("disabled_because", sa.String(length=32), nullable=True),
        sa.Column("failures", NUMBER, nullable=False, server_default=ZERO),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("rests_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempts", NUMBER, nullable=False, server_default=ZERO),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_webhook_endpoint_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["account.id"],
            name=op.f("fk_webhook_endpoint_created_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_index(
        op.f("ix_webhook_endpoint_site_id"), "webhook_endpoint", ["site_id"]
    )
    op.create_index(
        op.f("ix_webhook_endpoint_created_by_id"), "webhook_endpoint", ["created_by_id"]
    )
    op.create_table(
        "webhook_message",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("site_id", NUMBER, nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_webhook_message_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_message")),
        sa.UniqueConstraint("key", name=op.f("uq_webhook_message_key")),
    )
    op.create_index(op.f("ix_webhook_message_site_id"), "webhook_message", ["site_id"])
    op.create_index(
        op.f("ix_webhook_message_happened_at"), "webhook_message", ["happened_at"]
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("endpoint_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", NUMBER, nullable=False, server_default=ZERO),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("status", NUMBER, nullable=True),
        sa.Column("error", sa.String(), nullable=False, server_default=EMPTY),
        sa.Column("collapses_as", sa.String(), nullable=True),
        sa.Column("milliseconds", NUMBER, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"webhook_{table}.id"],
                name=op.f(f"fk_webhook_delivery_{table}_id_webhook_{table}"),
                ondelete="CASCADE",
            )
            for table in ("message", "endpoint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint(
            "message_id",
            "endpoint_id",
            name=op.f("uq_webhook_delivery_message_id_endpoint_id"),
        ),
    )
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["endpoint_id", "due_at"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )
    op.create_index(
        "ix_webhook_delivery_collapsing",
        "webhook_delivery",
        ["endpoint_id", "collapses_as"],
        sqlite_where=COLLAPSING,
        postgresql_where=COLLAPSING,
    )
    op.create_index(
        "ix_webhook_delivery_endpoint_newest", "webhook_delivery", ["endpoint_id", "id"]
    )
    op.create_index(
        "ix_webhook_delivery_settled_at", "webhook_delivery", ["settled_at"]
    )


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_message")
    op.drop_table("webhook_endpoint")
