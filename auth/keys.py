"""API keys: shown once, kept as digests, good for their scopes alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from auth import accounts, tokens
from auth.errors import InvalidError, NotFoundError
from auth.identity import Actor
from auth.models import Account, ApiKey
from auth.permissions import SCOPE_PERMISSIONS

PREFIX = "cfk_"


def create(
    session: Session,
    *,
    name: str,
    scopes: Sequence[str],
    account_id: int,
    now: datetime,
) -> str:
    """Make a key and return it: the only time that it can be seen.

    :raises InvalidError: without a name, without a scope, or for an unknown one.
    """
    if not name.strip():
        raise InvalidError("Please give the key a name.", {"field": "name"})
    unknown = set(scopes) - set(SCOPE_PERMISSIONS)
    if not scopes or unknown:
        known = ", ".join(SCOPE_PERMISSIONS)
        raise InvalidError(
            f"Please choose scopes from this list: {known}.", {"field": "scopes"}
        )
    token = PREFIX + tokens.new_token()
    session.add(
        ApiKey(
            name=name.strip(),
            token_digest=tokens.digest(token),
            scopes=sorted(set(scopes)),
            account_id=account_id,
            created_at=now,
        )
    )
    session.flush()
    return token


def find(session: Session, *, token: str) -> Actor | None:
    """Return the actor that a key stands for, ``None`` if it is worth nothing.

    A key belongs to the newsroom, and its owner answers for it: it works only as long
    as the owner is an admin.
    """
    row = session.execute(
        select(ApiKey, Account)
        .join(Account, Account.id == ApiKey.account_id)
        .where(
            ApiKey.token_digest == tokens.digest(token),
            ApiKey.revoked_at.is_(None),
            Account.disabled_at.is_(None),
            # A row without an address is the installation's own; see standalone.py.
            or_(Account.email == "", accounts.is_admin(Account.id)),
        )
    ).first()
    if row is None:
        return None
    key, account = row
    return Actor(
        account_id=account.id,
        display_name=key.name,
        is_verified=True,
        key_id=key.id,
        key_permissions=frozenset().union(
            *(SCOPE_PERMISSIONS[scope] for scope in key.scopes)
        ),
    )


def all_keys(session: Session) -> Sequence[tuple[ApiKey, str]]:
    """Return every key with its owner's name, the newest first."""
    rows = session.execute(
        select(ApiKey, Account.display_name)
        .join(Account, Account.id == ApiKey.account_id)
        .order_by(ApiKey.id.desc())
    )
    return [(key, owner) for key, owner in rows]


def owners(session: Session) -> frozenset[int]:
    """Return the accounts that answer for a key in force."""
    found = select(ApiKey.account_id).where(ApiKey.revoked_at.is_(None)).distinct()
    return frozenset(session.scalars(found))


def hand_over(session: Session, *, of_id: int, to_id: int) -> int:
    """Make another admin the owner of an account's keys; return how many."""
    handed = session.scalars(
        update(ApiKey)
        .where(ApiKey.account_id == of_id, ApiKey.revoked_at.is_(None))
        .values(account_id=to_id)
        .returning(ApiKey.id)
    )
    return len(handed.all())


def revoke_all(session: Session, account_id: int, *, now: datetime) -> int:
    """End all keys of an account; return how many."""
    ended = session.scalars(
        update(ApiKey)
        .where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiKey.id)
    )
    return len(ended.all())


def revoke(session: Session, key_id: int, *, now: datetime) -> ApiKey:
    """End a key. It holds from the next request.

    :raises NotFoundError: if there is no such key in force.
    """
    key = session.get(ApiKey, key_id, with_for_update=True)
    if key is None or key.revoked_at is not None:
        raise NotFoundError("There is no active key like this.")
    key.revoked_at = now
    return key
