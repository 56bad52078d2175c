"""Keep the detected language with a comment's text.

Texts from before have none. Pages show them without a language.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("language", sa.String()))


def downgrade() -> None:
    op.drop_column("revision", "language")
