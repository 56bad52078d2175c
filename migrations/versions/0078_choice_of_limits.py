"""Note which choice of a classifier the limits of a version were set for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

TABLES = ("profile_version", "scheduled_version")
COLUMN = "choice_number"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

THEN = sa.text(
    "UPDATE profile_version SET choice_number = coalesce("
    "(SELECT max(number) FROM classifier_choice WHERE role = 'in_force'"
    " AND chosen_at <= profile_version.created_at), 0)"
)
# What was scheduled has been carried over whenever somebody chose.
NOW = sa.text(
    "UPDATE scheduled_version SET choice_number = coalesce("
    "(SELECT max(number) FROM classifier_choice WHERE role = 'in_force'), 0)"
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column(COLUMN, NUMBER))
    op.execute(THEN)
    op.execute(NOW)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, COLUMN)
