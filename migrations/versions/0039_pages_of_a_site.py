"""Give each site house rules, terms, privacy and contact pages, and keep who accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_page",
        sa.Column("id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_site_page_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["account.id"],
            name=op.f("fk_site_page_created_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_page")),
        sa.UniqueConstraint(
            "site_id", "kind", "version", name=op.f("uq_site_page_site_id_kind_version")
        ),
    )
    op.create_index(op.f("ix_site_page_created_by_id"), "site_page", ["created_by_id"])
    op.create_table(
        "acceptance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("rules_version", BIG, nullable=False),
        sa.Column("terms_version", BIG, nullable=False),
        sa.Column("accepted_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_acceptance_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_acceptance_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_account_id"), "acceptance", ["account_id"])
    op.create_index(op.f("ix_acceptance_site_id"), "acceptance", ["site_id"])
    with op.batch_alter_table("site") as batch_op:
        batch_op.add_column(sa.Column("rules_changed_at", WHEN, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("site") as batch_op:
        batch_op.drop_column("rules_changed_at")
    op.drop_table("acceptance")
    op.drop_table("site_page")
