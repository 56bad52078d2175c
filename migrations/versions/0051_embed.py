"""Pair frames on publishers' pages with log-ins, and tell their sessions apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "login_session",
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            server_default=sa.text("'browser'"),
        ),
    )
    op.add_column(
        "site",
        sa.Column(
            "adds_articles",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("false"),
        ),
    )
    op.create_index(op.f("ix_article_url"), "article", ["url"])
    op.create_table(
        "pairing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("nonce_digest", sa.String(), nullable=True),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_pairing_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_pairing_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pairing_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_pairing_token_digest")),
    )
    for column in ("site_id", "account_id", "created_at"):
        op.create_index(op.f(f"ix_pairing_{column}"), "pairing", [column])


def downgrade() -> None:
    op.drop_table("pairing")
    op.drop_index(op.f("ix_article_url"), "article")
    op.drop_column("site", "adds_articles")
    op.drop_column("login_session", "kind")
