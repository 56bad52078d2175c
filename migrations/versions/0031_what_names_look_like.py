"""Remember what each name looks like, so that no two look alike.

Of the accounts whose names look alike today, staff and then the oldest keep theirs
protected. The others keep their names.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from auth.core.naming.names import shapes

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = ("name_folded", "name_shaped")


def upgrade() -> None:
    with op.batch_alter_table("account") as batch_op:
        for column in COLUMNS:
            batch_op.add_column(sa.Column(column, sa.String(), nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table("account") as batch_op:
        for column in COLUMNS:
            batch_op.create_unique_constraint(
                batch_op.f(f"uq_account_{column}"), [column]
            )


def _fill(connection: sa.Connection) -> None:
    account = sa.table(
        "account",
        *(sa.column(name) for name in ("id", "display_name", "email", *COLUMNS)),
    )
    grant = sa.table("role_grant", sa.column("account_id"))
    is_staff = sa.exists().where(grant.c.account_id == account.c.id)
    rows = connection.execute(
        sa.select(account.c.id, account.c.display_name)
        .where(account.c.email != "")
        .order_by(sa.case((is_staff, 0), else_=1), account.c.id)
    ).all()
    seen: tuple[set[str], set[str]] = (set(), set())
    filled = []
    for account_id, name in rows:
        found = shapes(name)
        if found[0] not in seen[0] and found[1] not in seen[1]:
            filled.append({"of": account_id, **dict(zip(COLUMNS, found, strict=True))})
        for known, shape in zip(seen, found, strict=True):
            known.add(shape)
    if filled:
        values = {name: sa.bindparam(name) for name in COLUMNS}
        update = account.update().where(account.c.id == sa.bindparam("of"))
        connection.execute(update.values(values), filled)


def downgrade() -> None:
    with op.batch_alter_table("account") as batch_op:
        for column in COLUMNS:
            batch_op.drop_constraint(batch_op.f(f"uq_account_{column}"), type_="unique")
        for column in COLUMNS:
            batch_op.drop_column(column)
