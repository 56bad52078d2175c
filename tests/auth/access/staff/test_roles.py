"""Whose second factor an admin can reset."""

from __future__ import annotations

from datetime import timedelta

import pytest

from auth.access.staff import roles
from auth.core.errors import ForbiddenError, NotFoundError
from auth.core.models import SecondFactor
from auth.core.permissions import Role
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from tests import newsroom

OWN, OTHER, ALL = "own", "other", "all"

TABLE = {
    "set up for the role": ([(OWN, 1)], 2, None),
    "set up for the first of two roles": ([(OWN, 1), (OWN, 5)], 2, None),
    "set up by a reader who later got a role": ([(OWN, 3)], 2, ForbiddenError),
    "of staff of another site too": ([(OWN, 1), (OTHER, 1)], 2, ForbiddenError),
    "of staff of all sites": ([(OWN, 1), (ALL, 1)], 2, ForbiddenError),
    "of staff of another site alone": ([(OTHER, 1)], 2, ForbiddenError),
    "of a reader": ([], 2, NotFoundError),
}


@pytest.mark.parametrize(("granted", "confirmed", "refused"), TABLE.values(), ids=TABLE)
def test_an_admin_of_one_site_resets_only_what_was_set_up_for_a_role_there(
    sqlite_database: Database,
    granted: list[tuple[str, int]],
    confirmed: int,
    refused: type[Exception] | None,
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        session, begun = work.session, work.now
        own = newsroom.ensure_newsroom(session, now=begun).id
        other = ensure_site(
            session, name="The Herald", host="herald.example", now=begun
        ).id
        places = {OWN: own, OTHER: other, ALL: None}
        account_id = newsroom.person(session, "Wanda", now=begun).account_id
        for role, (place, day) in zip(
            (Role.MODERATOR, Role.ADMIN), granted, strict=False
        ):
            roles.grant(
                session,
                account_id=account_id,
                role=role,
                site_id=places[place],
                now=begun + timedelta(days=day),
            )
        at = begun + timedelta(days=confirmed)
        session.add(SecondFactor(account_id=account_id, secret="", confirmed_at=at))
        session.flush()

        roles.check_may_reset(session, account_id, only_site=None)
        if refused is None:
            roles.check_may_reset(session, account_id, only_site=own)
        else:
            with pytest.raises(refused):
                roles.check_may_reset(session, account_id, only_site=own)
