"""Part what staff note for themselves from what the author is told.

The note of a rejection and of a sanction was quoted in the statement of reasons, so it
becomes the words to the author. Every other note stays internal.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

QUOTED = {"decision": "action = 'reject'", "batch": "action = 'reject'", "sanction": ""}


def upgrade() -> None:
    for name, which in QUOTED.items():
        with op.batch_alter_table(name) as batch_op:
            batch_op.add_column(
                sa.Column(
                    "words_to_author", sa.String(), nullable=False, server_default=""
                )
            )
        table = sa.table(name, sa.column("note"), sa.column("words_to_author"))
        moved = table.update().values(words_to_author=table.c.note, note="")
        op.execute(moved.where(sa.text(which)) if which else moved)


def downgrade() -> None:
    for name, which in QUOTED.items():
        table = sa.table(name, sa.column("note"), sa.column("words_to_author"))
        # What was not meant for the author must not come back as words to them.
        quoted = table.update().values(note=table.c.words_to_author)
        op.execute(quoted.where(sa.text(which)) if which else quoted)
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_column("words_to_author")
