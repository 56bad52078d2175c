"""Compare names without what stands between their parts.

Of the accounts whose names look alike by the new comparison, staff and then the oldest
keep theirs protected. The others keep their names, and no new name can look like them
either: it would look like the protected one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from auth.core.naming.names import shapes

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

COLUMNS = ("name_folded", "name_shaped")
account = sa.table(
    "account",
    *(sa.column(name) for name in ("id", "display_name", "email", *COLUMNS)),
)
grant = sa.table("role_grant", sa.column("account_id"))


def upgrade() -> None:
    connection = op.get_bind()
    filled = _skeletons(connection)
    # A new skeleton may be the old one of another account.
    connection.execute(account.update().values(dict.fromkeys(COLUMNS)))
    if filled:
        values = {name: sa.bindparam(name) for name in COLUMNS}
        update = account.update().where(account.c.id == sa.bindparam("of"))
        connection.execute(update.values(values), filled)


def downgrade() -> None:
    """Leave the skeletons: the version before compares with them as they are."""


def _skeletons(connection: sa.Connection) -> list[dict[str, object]]:
    is_staff = sa.exists().where(grant.c.account_id == account.c.id)
    rows = connection.execute(
        sa.select(account.c.id, account.c.display_name)
        .where(account.c.email != "")
        .order_by(sa.case((is_staff, 0), else_=1), account.c.id)
    )
    taken: tuple[set[str], set[str]] = (set(), set())
    filled: list[dict[str, object]] = []
    for account_id, name in rows:
        found = shapes(name)
        if all(shape not in known for known, shape in zip(taken, found, strict=True)):
            filled.append({"of": account_id, **dict(zip(COLUMNS, found, strict=True))})
        for known, shape in zip(taken, found, strict=True):
            known.add(shape)
    return filled
