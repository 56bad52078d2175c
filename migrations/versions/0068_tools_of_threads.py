"""Add the switches for previews, and for copying links and collapsing replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

SWITCHES = ("has_previews", "has_thread_tools")
TRUE = sa.text("true")


def upgrade() -> None:
    for each in SWITCHES:
        column = sa.Column(each, sa.Boolean(), nullable=False, server_default=TRUE)
        op.add_column("site", column)


def downgrade() -> None:
    for each in SWITCHES:
        op.drop_column("site", each)
