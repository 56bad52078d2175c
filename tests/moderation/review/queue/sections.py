"""Roles for one section."""

from __future__ import annotations

from sqlalchemy import select

from auth.access.staff import roles
from auth.core.models import Site
from auth.core.permissions import Role
from tests.calling import Newsroom

SPORT, POLITICS = "sport", "politics"


def limit(called: Newsroom, account_id: int, section: str) -> None:
    """Limit a moderator's role to one section of the only site."""
    with called.database.unit_of_work(write=True) as work:
        roles.grant(
            work.session,
            account_id=account_id,
            role=Role.MODERATOR,
            site_id=work.session.scalars(select(Site.id)).one(),
            section=section,
            now=work.now,
        )
