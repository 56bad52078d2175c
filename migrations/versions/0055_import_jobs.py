"""Keep the work on files that admins upload to import them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("error", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("total", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.Column("done", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.Column("run_id", NUMBER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False, server_default=sa.text("0")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_import_job_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_import_job_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_job_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_index(op.f("ix_import_job_account_id"), "import_job", ["account_id"])
    op.create_index(op.f("ix_import_job_state"), "import_job", ["state"])


def downgrade() -> None:
    op.drop_table("import_job")
