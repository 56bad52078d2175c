"""Creates, finds and revokes API keys: shown once, stored as digests, with scopes."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from auth.access.inputs import CreateBoundKey, CreateKey
from auth.access.key_models import ApiKey
from auth.access.staff import roles
from auth.core import tokens
from auth.core.actor import Actor
from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.models import Account, Site
from auth.core.permissions import BOUND_SCOPE, SCOPE_PERMISSIONS, Permission, Role
from auth.core.translation import gettext as _
from auth.db.upserts import add_once
from auth.sites.lookup import site_on

PREFIX = "cfk_"

SHOWN_AGAIN = timedelta(minutes=1)
"""How long a form that is sent again shows the key that it created."""


def create(
    session: Session,
    *,
    name: str,
    scopes: Sequence[str],
    account_id: int,
    now: datetime,
    site_id: int | None = None,
) -> str:
    """Create a key and return it. It cannot be read again.

    :param site_id: the only site for which it is valid; ``None`` for every site.
    :raises InvalidError: without a name, without a scope, or for an unknown one.
    :raises NotFoundError: if there is no such site.
    """
    token = PREFIX + tokens.new_token()
    values = _checked(session, name, scopes, site_id)
    _add(session, token, values, account_id, now)
    return token


def create_once(
    session: Session,
    change: CreateKey | CreateBoundKey,
    *,
    token: str,
    account_id: int,
    now: datetime,
) -> bool:
    """Create the key *token*, unless the same form has just created it.

    :param token: from :func:`token_of_form`.
    :returns: whether it is new.
    :raises ConflictError: if the form created it longer ago, so that it must not be
        shown again.
    """
    if isinstance(change, CreateKey):
        values = _checked(session, change.name, change.scopes, change.site_id)
    else:
        values = {"name": _named(change.name), "scopes": [BOUND_SCOPE]}
        values["is_bound"] = True
    if _add(session, token, values, account_id, now):
        return True
    key = session.scalars(
        select(ApiKey).where(ApiKey.token_digest == tokens.digest(token))
    ).one()
    if key.revoked_at is not None or now - key.created_at > SHOWN_AGAIN:
        raise ConflictError(
            _("This form has already created a key. Please load the page again.")
        )
    return False


def token_of_form(form_key: str, *, account_id: int, secret: str) -> str:
    """Return the key that a form creates. A form that is sent twice gives the same one.

    It is as hard to guess as the form's own random key, which has 128 bits.
    """
    message = f"api key {account_id} {form_key}".encode("utf-8", "replace")
    derived = hmac.new(secret.encode(), message, "sha256").digest()
    return PREFIX + base64.urlsafe_b64encode(derived).decode().rstrip("=")


def _checked(
    session: Session, name: str, scopes: Sequence[str], site_id: int | None
) -> dict[str, Any]:
    unknown = set(scopes) - set(SCOPE_PERMISSIONS)
    if not scopes or unknown:
        known = ", ".join(SCOPE_PERMISSIONS)
        message = _("Please choose at least one scope: %(known)s.", known=known)
        raise InvalidError(message, {"field": "scopes"})
    if site_id is not None and session.get(Site, site_id) is None:
        raise NotFoundError(_("There is no such site."))
    return {
        "name": _named(name),
        "scopes": sorted(set(scopes)),
        "site_id": site_id,
    }


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidError(_("Please give the key a name."), {"field": "name"})
    return name.strip()


def _add(
    session: Session,
    token: str,
    values: dict[str, Any],
    account_id: int,
    now: datetime,
) -> bool:
    row = values | {
        "token_digest": tokens.digest(token),
        "account_id": account_id,
        "created_at": now,
    }
    return add_once(session, ApiKey, row, key=["token_digest"])


def find(session: Session, *, token: str, host: str = "") -> Actor | None:
    """Return the actor for a key; ``None`` if the key is not valid.

    A key belongs to the newsroom and its owner is responsible for it, so it is valid
    only while the owner is an admin of its site, or of all sites. A key that is bound
    to a moderator acts as them, and is valid while they have the role.

    :param host: the host of the request. A key for one site is not valid on another's.
    """
    row = session.execute(
        select(ApiKey, Account)
        .join(Account, Account.id == ApiKey.account_id)
        .where(
            ApiKey.token_digest == tokens.digest(token),
            ApiKey.revoked_at.is_(None),
            Account.disabled_at.is_(None),
            # A row without an address belongs to the installation; see standalone.py.
            or_(
                Account.email == "",
                roles.is_admin(Account.id, ApiKey.site_id),
                ApiKey.is_bound,
            ),
        )
    ).first()
    if row is None:
        return None
    key, account = row
    if key.is_bound:
        return _moderator(session, key, account, host)
    return Actor(
        account_id=account.id,
        display_name=key.name,
        is_verified=True,
        key_id=key.id,
        key_permissions=_permissions(session, key, host),
        only_site_id=key.site_id,
    )


def _moderator(
    session: Session, key: ApiKey, account: Account, host: str
) -> Actor | None:
    """Return the moderator to whom a key is bound, with their sections."""
    site = site_on(session, host)
    if site is None:
        return None
    powers = roles.role_scopes_of(session, account.id, site.id)
    is_staff = bool(powers.roles & {Role.MODERATOR, Role.ADMIN})
    return Actor(
        account_id=account.id,
        display_name=key.name,
        roles=powers.roles,
        sections=powers.sections,
        wide_roles=powers.wide_roles,
        only_site_id=site.id,
        is_verified=True,
        key_id=key.id,
        key_permissions=frozenset({Permission.REVIEW} if is_staff else ()),
    )


def _permissions(session: Session, key: ApiKey, host: str) -> frozenset[Permission]:
    if key.site_id is not None:
        site = site_on(session, host)
        if site is None or site.id != key.site_id:
            return frozenset()
    return frozenset().union(*(SCOPE_PERMISSIONS[scope] for scope in key.scopes))


def all_keys(
    session: Session, *, only_site: int | None = None
) -> Sequence[tuple[ApiKey, str, str | None]]:
    """Return every key with its owner's name and its site, the newest first.

    The site is the name of the only one for which the key is valid, if any.

    :param only_site: leaves out keys that are not for this site only.
    """
    query = (
        select(ApiKey, Account.display_name, Site.name)
        .join(Account, Account.id == ApiKey.account_id)
        .outerjoin(Site, Site.id == ApiKey.site_id)
        .order_by(ApiKey.id.desc())
    )
    if only_site is not None:
        query = query.where(ApiKey.site_id == only_site)
    return [(key, owner, site) for key, owner, site in session.execute(query)]


def owners(session: Session) -> frozenset[int]:
    """Return the accounts that own a valid key."""
    found = select(ApiKey.account_id).where(ApiKey.revoked_at.is_(None)).distinct()
    return frozenset(session.scalars(found))


def bound_to(session: Session, account_id: int) -> Sequence[ApiKey]:
    """Return the valid keys that are bound to a moderator, the newest first."""
    found = select(ApiKey).where(
        ApiKey.account_id == account_id,
        ApiKey.is_bound,
        ApiKey.revoked_at.is_(None),
    )
    return session.scalars(found.order_by(ApiKey.id.desc())).all()


def hand_over(
    session: Session, *, of_id: int, to_id: int, only_site: int | None = None
) -> int:
    """Make another admin the owner of a former admin's keys; return their number.

    A key that is bound to a moderator stays theirs.

    :param only_site: the site of an admin of one site; ``None`` for all.
    """
    handed = session.scalars(
        update(ApiKey)
        .where(*_stopped(of_id, only_site))
        .values(account_id=to_id)
        .returning(ApiKey.id)
    )
    return len(handed.all())


def revoke_stopped(
    session: Session, account_id: int, *, now: datetime, only_site: int | None = None
) -> int:
    """Revoke the keys of a former admin; return their number.

    :param only_site: the site of an admin of one site; ``None`` for all.
    """
    ended = session.scalars(
        update(ApiKey)
        .where(*_stopped(account_id, only_site))
        .values(revoked_at=now)
        .returning(ApiKey.id)
    )
    return len(ended.all())


def _stopped(account_id: int, only_site: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions of keys whose owner is no longer an admin of their site."""
    found = [
        ApiKey.account_id == account_id,
        ApiKey.revoked_at.is_(None),
        ApiKey.is_bound.is_(False),
        ~roles.is_admin(account_id, ApiKey.site_id),
    ]
    if only_site is not None:
        found.append(ApiKey.site_id == only_site)
    return found


def revoke(
    session: Session, key_id: int, *, now: datetime, only_site: int | None = None
) -> ApiKey:
    """Revoke a key, from the next request on.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if there is no valid key with this id for that site.
    """
    key = session.get(ApiKey, key_id, with_for_update=True)
    is_reached = key is not None and only_site in (None, key.site_id)
    if key is None or not is_reached or key.revoked_at is not None:
        raise NotFoundError(_("There is no active key like this."))
    key.revoked_at = now
    return key
