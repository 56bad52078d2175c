"""What the queue is filtered by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column(
            "is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_saved_view_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_saved_view_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "site_id",
            "owner_id",
            "name",
            name=op.f("uq_saved_view_site_id_owner_id_name"),
        ),
    )
    with op.batch_alter_table("saved_view") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_saved_view_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "watched_article",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("added_by_id", BIG, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["account.id"],
            name=op.f("fk_watched_article_added_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_watched_article_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_watched_article_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_watched_article")),
    )
    with op.batch_alter_table("watched_article") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watched_article_added_by_id"), ["added_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_watched_article_site_id"), ["site_id"], unique=False
        )

    op.create_table(
        "copy_band",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["review_item.id"],
            name=op.f("fk_copy_band_item_id_review_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "value", name=op.f("pk_copy_band")),
    )
    with op.batch_alter_table("copy_band") as batch_op:
        batch_op.create_index(
            "ix_copy_band_site_id_value", ["site_id", "value"], unique=False
        )

    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("view_count", BIG, nullable=True))

    with op.batch_alter_table("review_item") as batch_op:
        batch_op.add_column(
            sa.Column(
                "probability", sa.Double(), server_default=sa.text("0"), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "reach",
                BIG,
                server_default=sa.text("0"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("section", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("profile_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("marks", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("lead_id", BIG, nullable=True))
        batch_op.create_index(
            "ix_review_item_by_time",
            ["site_id", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_review_item_lead_id"), ["lead_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_review_item_lead_id_review_item"),
            "review_item",
            ["lead_id"],
            ["id"],
            ondelete="SET NULL",
        )
    # What was ranked before its parts were kept counts as unsure, and as its own.
    op.execute("UPDATE review_item SET probability = 0.5, reach = 1")


def downgrade() -> None:
    with op.batch_alter_table("review_item") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_review_item_lead_id_review_item"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_review_item_lead_id"))
        batch_op.drop_index(
            "ix_review_item_by_time",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_column("lead_id")
        batch_op.drop_column("marks")
        batch_op.drop_column("profile_key")
        batch_op.drop_column("language")
        batch_op.drop_column("section")
        batch_op.drop_column("reach")
        batch_op.drop_column("probability")

    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_column("view_count")

    with op.batch_alter_table("copy_band") as batch_op:
        batch_op.drop_index("ix_copy_band_site_id_value")

    op.drop_table("copy_band")
    with op.batch_alter_table("watched_article") as batch_op:
        batch_op.drop_index(batch_op.f("ix_watched_article_site_id"))
        batch_op.drop_index(batch_op.f("ix_watched_article_added_by_id"))

    op.drop_table("watched_article")
    with op.batch_alter_table("saved_view") as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_owner_id"))

    op.drop_table("saved_view")
