"""Add single sign-on: providers of a site, identities of accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "former_identity",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_former_identity_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_identity")),
        sa.UniqueConstraint("digest", name=op.f("uq_former_identity_digest")),
    )
    op.create_index(
        op.f("ix_former_identity_account_id"), "former_identity", ["account_id"]
    )
    op.create_table(
        "identity_provider",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column(
            "client_id", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column("secret", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "former_secret", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column("former_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "keys_url", sa.String(), server_default=sa.text("''"), nullable=False
        ),
        sa.Column(
            "allows_private_hosts",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column(
            "vouches_for_addresses",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column(
            "is_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_identity_provider_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint(
            "site_id", "slug", name=op.f("uq_identity_provider_site_id_slug")
        ),
    )
    op.create_table(
        "identity",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("provider_id", NUMBER, nullable=True),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "may_choose_name",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_identity_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_identity_provider_id_identity_provider"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_identity_issuer_subject")
        ),
    )
    op.create_index(op.f("ix_identity_account_id"), "identity", ["account_id"])
    op.create_index(op.f("ix_identity_provider_id"), "identity", ["provider_id"])
    op.create_table(
        "login_attempt",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("provider_id", NUMBER, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("state_digest", sa.String(), nullable=False),
        sa.Column("browser_digest", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("code_verifier", sa.String(), nullable=False),
        sa.Column("next_path", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_login_attempt_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_login_attempt_provider_id_identity_provider"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
        sa.UniqueConstraint("state_digest", name=op.f("uq_login_attempt_state_digest")),
    )
    op.create_index(
        op.f("ix_login_attempt_account_id"), "login_attempt", ["account_id"]
    )
    op.create_index(
        op.f("ix_login_attempt_browser_digest"), "login_attempt", ["browser_digest"]
    )
    op.create_index(
        op.f("ix_login_attempt_provider_id"), "login_attempt", ["provider_id"]
    )
    op.create_index(
        op.f("ix_login_attempt_started_at"), "login_attempt", ["started_at"]
    )
    op.create_table(
        "used_token",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("provider_id", NUMBER, nullable=False),
        sa.Column("jti_digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_used_token_provider_id_identity_provider"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_token")),
        sa.UniqueConstraint(
            "provider_id",
            "jti_digest",
            name=op.f("uq_used_token_provider_id_jti_digest"),
        ),
    )
    op.create_index(op.f("ix_used_token_expires_at"), "used_token", ["expires_at"])
    op.create_table(
        "provider_session",
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("sid", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identity.id"],
            name=op.f("fk_provider_session_identity_id_identity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["login_session.id"],
            name=op.f("fk_provider_session_session_id_login_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_provider_session")),
    )
    op.create_index(
        op.f("ix_provider_session_identity_id"), "provider_session", ["identity_id"]
    )


def downgrade() -> None:
    op.drop_table("provider_session")
    op.drop_table("used_token")
    op.drop_table("login_attempt")
    op.drop_table("identity")
    op.drop_table("identity_provider")
    op.drop_table("former_identity")
