"""The roles of accounts, for all sites or for one: who has which, grant and revoke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError, InvalidError, NotFoundError
from auth.core.models import Account, RoleGrant, SecondFactor, Site
from auth.core.permissions import Granted, Role, RoleScope, scope_of
from auth.core.translation import gettext as _
from auth.db.upserts import add_once

_GRANTED = select(RoleGrant.role, RoleGrant.site_id, RoleGrant.section).where(
    RoleGrant.account_id == bindparam("account_id"),
    RoleGrant.site_id.is_(None) | (RoleGrant.site_id == bindparam("site_id")),
)


def roles_of(session: Session, account_id: int, site_id: int | None) -> frozenset[Role]:
    """Return the roles of an account on a site. Everybody is a reader."""
    return role_scopes_of(session, account_id, site_id).roles


def role_scopes_of(session: Session, account_id: int, site_id: int | None) -> RoleScope:
    """Return the roles of an account on a site. Of several roles, the widest counts."""
    rows = session.execute(_GRANTED, {"account_id": account_id, "site_id": site_id})
    return scope_of(Granted(*row) for row in rows)


def is_admin(account_id: Any, site_id: Any) -> ColumnElement[bool]:
    """Return the condition that an account is an admin of a site.

    :param site_id: the site; ``None``, or a column that is NULL, for every site.
    """
    return (
        exists()
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == Role.ADMIN,
            RoleGrant.site_id.is_(None) | (RoleGrant.site_id == site_id),
        )
        .correlate_except(RoleGrant)
    )


def grant(
    session: Session,
    *,
    account_id: int,
    role: Role,
    now: datetime,
    site_id: int | None = None,
    section: str = "",
    granted_by_id: int | None = None,
) -> None:
    """Give an account a role. Does nothing if it has the role already.

    :raises InvalidError: if an admin's role is limited to a section, or a section has
        no site.
    """
    if section and role is not Role.MODERATOR:
        raise InvalidError(
            _("Only a moderator's role can be limited to a section."),
            {"field": "section"},
        )
    if section and site_id is None:
        raise InvalidError(
            _("Please choose the site of this section."), {"field": "site"}
        )
    add_once(
        session,
        RoleGrant,
        {
            "account_id": account_id,
            "role": role,
            "site_id": site_id,
            "section": section,
            "granted_at": now,
            "granted_by_id": granted_by_id,
        },
    )


def revoke(
    session: Session, *, account_id: int, role: Role, only_site: int | None = None
) -> None:
    """Revoke a role of an account, from the next request on.

    :param only_site: the only site on which it is revoked; ``None`` for every site.
    """
    found = delete(RoleGrant).where(
        RoleGrant.account_id == account_id, RoleGrant.role == role
    )
    if only_site is not None:
        found = found.where(RoleGrant.site_id == only_site)
    session.execute(found)


def revoke_grant(
    session: Session, grant_id: int, *, only_site: int | None = None
) -> RoleGrant:
    """Revoke one grant of a role.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if it was revoked already, or is not for that site only.
    """
    found = session.get(RoleGrant, grant_id)
    if found is None or only_site not in (None, found.site_id):
        raise NotFoundError(_("This role has already been removed."))
    session.delete(found)
    session.flush()
    return found


def staff(
    session: Session, *, only_site: int | None = None
) -> Sequence[tuple[Account, RoleGrant, str | None]]:
    """Return every role with its account and the name of its site, by name.

    :param only_site: the site of an admin of one site; ``None`` for all. It leaves out
        roles for other sites.
    """
    query = (
        select(Account, RoleGrant, Site.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Site, Site.id == RoleGrant.site_id)
        .order_by(Account.name_canonical, RoleGrant.role, RoleGrant.id)
    )
    if only_site is not None:
        query = query.where(
            RoleGrant.site_id.is_(None) | (RoleGrant.site_id == only_site)
        )
    return [(account, grant, site) for account, grant, site in session.execute(query)]


def reaching_beyond(session: Session, site_id: int) -> frozenset[int]:
    """Return the accounts that have a role for all sites, or for another one."""
    beyond = RoleGrant.site_id.is_(None) | (RoleGrant.site_id != site_id)
    return frozenset(session.scalars(select(RoleGrant.account_id).where(beyond)))


def with_older_factor(session: Session, site_id: int) -> frozenset[int]:
    """Return the staff of a site who had a second factor before their role there.

    It was set up for something else, and may protect what is not the site's.
    """
    found = (
        select(RoleGrant.account_id)
        .join(SecondFactor, SecondFactor.account_id == RoleGrant.account_id)
        .where(RoleGrant.site_id == site_id)
        .group_by(RoleGrant.account_id, SecondFactor.confirmed_at)
        .having(SecondFactor.confirmed_at < func.min(RoleGrant.granted_at))
    )
    return frozenset(session.scalars(found))


def check_may_reset(
    session: Session, account_id: int, *, only_site: int | None
) -> None:
    """Check that an admin may reset the second factor of a member of staff.

    An admin of one site could otherwise give any reader a role, and then reset what
    protects the reader's account everywhere.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if the account has no role on that site.
    :raises ForbiddenError: if it has another role, or had a second factor before.
    """
    check_within(session, account_id, only_site=only_site)
    if only_site is not None and account_id in with_older_factor(session, only_site):
        raise ForbiddenError(
            _(
                "This second factor was set up before the role was given. Please ask "
                "an admin of all sites."
            )
        )


def check_within(session: Session, account_id: int, *, only_site: int | None) -> None:
    """Check that an admin may act on the account of a member of staff.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if the account has no role on that site.
    :raises ForbiddenError: if it also has a role for all sites, or for another one.
    """
    if only_site is None:
        return
    if account_id in reaching_beyond(session, only_site):
        raise ForbiddenError(
            _("This account has another role. Please ask an admin of all sites.")
        )
    if roles_of(session, account_id, only_site) == {Role.READER}:
        raise NotFoundError(_("There is no such account."))
