"""Stored names are compared again, and nobody loses their name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from auth.accounts import lookup
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.running.migrate import downgrade, upgrade
from tests import newsroom

[MIGRATION] = Path("migrations/versions").glob("*_names_without_separators.py")
BEFORE = f"{int(MIGRATION.name[:4]) - 1:04d}"

STORED = {
    # name: role, skeletons before, whether it is the protected one after
    "RuthCalder": (Role.READER, "ruthcalder", False),
    "Ruth Calder": (Role.MODERATOR, "ruth-calder", True),
    "Ann-Lee": (Role.READER, "ann-lee", True),
    "AnnLee": (Role.READER, "annlee", False),
    "Omar": (Role.READER, "omar", True),
}


def test_staff_and_then_the_oldest_account_keep_a_name_that_looks_like_another(
    database: Database,
) -> None:
    with database.unit_of_work(write=True) as work:
        for name, (role, before, _) in STORED.items():
            # A name that looks free today, so that both accounts can be there.
            actor = newsroom.person(
                work.session, f"{name} {before.title()} Before", now=work.now, role=role
            )
            work.session.execute(
                update(Account)
                .where(Account.id == actor.account_id)
                .values(display_name=name, name_folded=before, name_shaped=before)
            )

    downgrade(database, BEFORE)
    upgrade(database)

    with database.unit_of_work(write=False) as work:
        found = work.session.execute(
            select(Account.display_name, Account.name_folded)
        ).all()
    assert {name: bool(folded) for name, folded in found} == {
        name: is_protected for name, (_, _, is_protected) in STORED.items()
    }


@pytest.mark.parametrize("wanted", ["Ann Lee", "annlee", "A.N.N. Lee"])
def test_after_it_no_new_name_looks_like_a_stored_one(
    sqlite_database: Database, wanted: str
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.person(work.session, "Ann-Lee", now=work.now)
        work.session.execute(
            update(Account).values(name_folded="ann-lee", name_shaped="ann-lee")
        )
    downgrade(sqlite_database, BEFORE)

    upgrade(sqlite_database)

    with (
        sqlite_database.unit_of_work(write=False) as work,
        pytest.raises(InvalidError, match="looks too much like"),
    ):
        lookup.check_name(work.session, wanted)
