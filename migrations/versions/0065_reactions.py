"""Add the reactions of readers to comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED = sa.text("is_listed AND parent_id IS NULL")
INDEX = "ix_comment_listed_most_recommended"


def upgrade() -> None:
    op.add_column(
        "site",
        sa.Column(
            "has_reactions",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("true"),
        ),
    )
    op.add_column(
        "comment",
        sa.Column(
            "reaction_count", NUMBER, nullable=False, server_default=sa.text("0")
        ),
    )
    op.create_index(
        INDEX,
        "comment",
        ["article_id", "reaction_count", "id"],
        sqlite_where=LISTED,
        postgresql_where=LISTED,
    )
    op.create_table(
        "reaction",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("reader_id", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_reaction_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["account.id"],
            name=op.f("fk_reaction_reader_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction")),
        sa.UniqueConstraint(
            "reader_id", "comment_id", name=op.f("uq_reaction_reader_id_comment_id")
        ),
    )
    op.create_index("ix_reaction_comment_id", "reaction", ["comment_id"])


def downgrade() -> None:
    op.drop_table("reaction")
    op.drop_index(INDEX, "comment")
    op.drop_column("comment", "reaction_count")
    op.drop_column("site", "has_reactions")
