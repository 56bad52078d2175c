"""Add the newsroom's own classifiers, the choice among them, and reports of workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OWN, CHOICE, REPORT = "own_classifier", "classifier_choice", "worker_report"


def upgrade() -> None:
    op.create_table(
        OWN,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("calibration", JSON, nullable=False),
        sa.Column("knots", JSON, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("decisions", NUMBER, nullable=False),
        sa.Column("rejections", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_classifier")),
        sa.UniqueConstraint("sha256", name=op.f("uq_own_classifier_sha256")),
    )
    op.create_table(
        CHOICE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("classifier_id", NUMBER),
        sa.Column("versions", JSON, nullable=False),
        sa.Column("chosen_by_id", NUMBER),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"],
            ["account.id"],
            name=op.f("fk_classifier_choice_chosen_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["classifier_id"],
            ["own_classifier.id"],
            name=op.f("fk_classifier_choice_classifier_id_own_classifier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_choice")),
        sa.UniqueConstraint(
            "role", "number", name=op.f("uq_classifier_choice_role_number")
        ),
    )
    for column in ("chosen_by_id", "classifier_id"):
        op.create_index(op.f(f"ix_classifier_choice_{column}"), CHOICE, [column])
    op.create_table(
        REPORT,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_report")),
        sa.UniqueConstraint("process", name=op.f("uq_worker_report_process")),
    )
    op.create_index(op.f("ix_worker_report_reported_at"), REPORT, ["reported_at"])


def downgrade() -> None:
    op.drop_table(REPORT)
    op.drop_table(CHOICE)
    op.drop_table(OWN)
