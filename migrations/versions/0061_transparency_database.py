"""Keep the statements for the Transparency Database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
EMPTY = sa.text("''")
QUEUED = sa.text("state = 'queued'")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=EMPTY)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "transparency_setting",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        text("sandbox_url"),
        text("sandbox_token"),
        text("production_token"),
        sa.Column("countries", JSON, nullable=False),
        sa.Column(
            "reports_holds",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("true"),
        ),
        moment("gathered_until", nullable=False),
        moment("held_until", nullable=False),
        text("problem"),
        moment("retry_at"),
        sa.Column("failures", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.Column("lease_token", sa.String(), nullable=True),
        moment("lease_until"),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_transparency_setting_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transparency_setting")),
        sa.UniqueConstraint("site_id", name=op.f("uq_transparency_setting_site_id")),
    )
    op.create_table(
        "transparency_statement",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", NUMBER, nullable=False),
        sa.Column("puid", sa.String(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("errors", JSON, nullable=False),
        text("uuid"),
        moment("created_at", nullable=False),
        moment("sent_at"),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_transparency_statement_site_id_site"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transparency_statement")),
        sa.UniqueConstraint(
            "site_id",
            "target",
            "source",
            "source_id",
            name=op.f("uq_transparency_statement_site_id_target_source_source_id"),
        ),
    )
    op.create_index(
        "ix_transparency_statement_queued",
        "transparency_statement",
        ["site_id", "id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )


def downgrade() -> None:
    op.drop_table("transparency_statement")
    op.drop_table("transparency_setting")
