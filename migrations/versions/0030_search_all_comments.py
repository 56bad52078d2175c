"""Search the words of all comments, and list comments and decisions by index.

SQLite keeps an FTS5 table that triggers on ``revision`` fill. A later migration that
rebuilds ``revision`` there must create the triggers again: a rebuilt table has none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STANDS = sa.text("undone_at IS NULL")

SQLITE = (
    # Secure deletion takes the words of an erased comment out of the index at once.
    """CREATE VIRTUAL TABLE revision_words USING fts5(
        plain_text, content='revision', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2'
    )""",
    "INSERT INTO revision_words(revision_words, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO revision_words(revision_words) VALUES ('rebuild')",
    """CREATE TRIGGER revision_words_insert AFTER INSERT ON revision BEGIN
        INSERT INTO revision_words(rowid, plain_text) VALUES (new.id, new.plain_text);
    END""",
    """CREATE TRIGGER revision_words_delete AFTER DELETE ON revision BEGIN
        INSERT INTO revision_words(revision_words, rowid, plain_text)
        VALUES ('delete', old.id, old.plain_text);
    END""",
    """CREATE TRIGGER revision_words_update AFTER UPDATE OF plain_text ON revision BEGIN
        INSERT INTO revision_words(revision_words, rowid, plain_text)
        VALUES ('delete', old.id, old.plain_text);
        INSERT INTO revision_words(rowid, plain_text) VALUES (new.id, new.plain_text);
    END""",
)
# Words are letters and figures in a row, as on SQLite: PostgreSQL's own parser would
# keep "spam.example" as one word.
POSTGRESQL = """CREATE INDEX ix_revision_words ON revision USING gin (
    to_tsvector('simple', regexp_replace(plain_text, '[^[:alnum:]]+', ' ', 'g'))
)"""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else (POSTGRESQL,):
        op.get_bind().exec_driver_sql(statement)
    op.create_index("ix_comment_article_newest", "comment", ["article_id", "id"])
    op.create_index("ix_comment_status_newest", "comment", ["status", "id"])
    op.create_index("ix_comment_created_at", "comment", ["created_at", "id"])
    with op.batch_alter_table("decision") as batch_op:
        batch_op.add_column(
            sa.Column(
                "site_id",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=True,
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_site_id_site"), "site", ["site_id"], ["id"]
        )
    op.execute(
        "UPDATE decision SET site_id = (SELECT review_item.site_id FROM review_item"
        " WHERE review_item.id = decision.item_id)"
    )
    with op.batch_alter_table("decision") as batch_op:
        batch_op.alter_column("site_id", nullable=False)
        batch_op.create_index(
            "ix_decision_standing",
            ["site_id", "action", "id"],
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )


def downgrade() -> None:
    with op.batch_alter_table("decision") as batch_op:
        batch_op.drop_index("ix_decision_standing")
        batch_op.drop_constraint(
            batch_op.f("fk_decision_site_id_site"), type_="foreignkey"
        )
        batch_op.drop_column("site_id")
    op.drop_index("ix_comment_created_at", table_name="comment")
    op.drop_index("ix_comment_status_newest", table_name="comment")
    op.drop_index("ix_comment_article_newest", table_name="comment")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER revision_words_{name}")
        op.execute("DROP TABLE revision_words")
    else:
        op.execute("DROP INDEX ix_revision_words")
