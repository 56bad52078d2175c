"""Identities: whose account somebody at a provider has, and the first log-in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.accounts import without_address
from auth.core.errors import ConflictError, ForbiddenError
from auth.core.models import Account
from auth.core.sealing import Seal
from auth.core.settings import OnReturned, OnVerified
from auth.core.translation import gettext as _
from auth.db.upserts import add_once, take_turn
from auth.sites import pages_service
from auth.sso.models import FormerIdentity, Identity, IdentityProvider
from auth.sso.rules import Profile


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """What an account needs from elsewhere when a provider introduces a person.

    :param host: the host of the site, whose rules the person accepts.
    """

    host: str
    seal: Seal
    on_verified: OnVerified
    on_returned: OnReturned


def text_of(issuer: str, subject: str) -> str:
    """Return an identity as one text, for digests and locks."""
    return f"{issuer}\n{subject}"


def number_of(issuer: str, subject: str) -> str:
    """Return hexadecimal digits that differ from person to person, and say nothing."""
    return hashlib.sha256(text_of(issuer, subject).encode()).hexdigest()[:12]


def find(session: Session, profile: Profile) -> Identity | None:
    """Return the identity that *profile* describes."""
    return session.scalar(
        select(Identity).where(
            Identity.issuer == profile.issuer, Identity.subject == profile.subject
        )
    )


def take_identity(session: Session, profile: Profile) -> Identity | None:
    """Return the identity, and let others who log in as it wait for this transaction.

    So that of two first log-ins at once the second finds the account of the first.
    """
    take_turn(session, f"identity {text_of(profile.issuer, profile.subject)}")
    return find(session, profile)


def log_in(
    session: Session,
    identity: Identity,
    profile: Profile,
    *,
    provider: IdentityProvider,
    by: Introduction,
    now: datetime,
) -> int:
    """Return the account of a known identity, and note its use.

    :raises ForbiddenError: if the account is closed.
    """
    account = session.get_one(Account, identity.account_id)
    if account.disabled_at is not None:
        raise ForbiddenError(_("This account is closed."))
    identity.last_used_at = now
    is_news = profile.stated_at is not None and (
        identity.stated_at is None or profile.stated_at > identity.stated_at
    )
    if is_news:
        identity.stated_at = profile.stated_at
        update_address(session, account, profile, provider, by.on_verified, now=now)
    session.flush()
    return account.id


def introduce(
    session: Session,
    profile: Profile,
    *,
    provider: IdentityProvider,
    display_name: str,
    by: Introduction,
    now: datetime,
) -> Identity:
    """Create the account of somebody who comes for the first time.

    Somebody whose former account was erased under a sanction comes back under it.

    :raises InvalidError: if the name is not allowed or taken.
    """
    account = without_address.create(session, display_name=display_name, now=now)
    identity = add(
        session, account.id, profile, provider=provider, seal=by.seal, now=now
    )
    pages_service.accept_on(session, by.host, account.id, now=now)
    update_address(session, account, profile, provider, by.on_verified, now=now)
    former_id = _former_account(session, profile, by.seal)
    if former_id is not None:
        by.on_returned(session, former_id, account.id, now)
    return identity


def add(
    session: Session,
    account_id: int,
    profile: Profile,
    *,
    provider: IdentityProvider,
    seal: Seal,
    now: datetime,
) -> Identity:
    """Add an identity to an account. The caller has made sure that it is nobody's."""
    identity = Identity(
        account_id=account_id,
        provider_id=provider.id,
        issuer=profile.issuer,
        subject=profile.subject,
        digest=seal.digest(text_of(profile.issuer, profile.subject)),
        stated_at=profile.stated_at,
        created_at=now,
        last_used_at=now,
    )
    session.add(identity)
    session.flush()
    return identity


def update_address(
    session: Session,
    account: Account,
    profile: Profile,
    provider: IdentityProvider,
    on_verified: OnVerified,
    *,
    now: datetime,
) -> None:
    """Take over a verified address, if an admin lets the provider vouch for it.

    Only an account without a password takes it: others set theirs themselves.
    """
    is_usable = provider.vouches_for_addresses and profile.is_email_verified
    if not (is_usable and profile.email) or account.password_hash:
        return
    before = account.email_canonical
    has_it = without_address.give_address(session, account, profile.email)
    if has_it and account.email_canonical != before:
        on_verified(session, account.id, now)


def choose_name(session: Session, account_id: int, display_name: str) -> None:
    """Give an account that got a substitute for its name a chosen one, once.

    :raises ConflictError: if its name was chosen before.
    :raises InvalidError: if the name is not allowed or taken.
    """
    account = session.get_one(Account, account_id, with_for_update=True)
    if not may_choose_name(session, account_id):
        raise ConflictError(_("Your name has already been chosen."))
    without_address.rename(session, account, display_name)
    session.execute(
        update(Identity)
        .where(Identity.account_id == account_id)
        .values(may_choose_name=False)
    )


def may_choose_name(session: Session, account_id: int) -> bool:
    """Whether an account has a substitute for its name."""
    found = session.scalar(
        select(Identity.id)
        .where(Identity.account_id == account_id, Identity.may_choose_name)
        .limit(1)
    )
    return found is not None


def of_account(
    session: Session, account_id: int
) -> Sequence[tuple[Identity, IdentityProvider | None]]:
    """Return the identities of an account with their providers, the oldest first."""
    rows = session.execute(
        select(Identity, IdentityProvider)
        .outerjoin(IdentityProvider, IdentityProvider.id == Identity.provider_id)
        .where(Identity.account_id == account_id)
        .order_by(Identity.id)
    )
    return [(identity, provider) for identity, provider in rows]


def remember_erased(session: Session, account_id: int) -> None:
    """Keep digests of an account's identities before it is erased.

    For accounts under a sanction, which would otherwise end with a new account.
    """
    for digest in session.scalars(
        select(Identity.digest).where(Identity.account_id == account_id)
    ).all():
        values = {"digest": digest, "account_id": account_id}
        if not add_once(session, FormerIdentity, values, key=["digest"]):
            session.execute(
                update(FormerIdentity)
                .where(FormerIdentity.digest == digest)
                .values(account_id=account_id)
            )


def former_accounts(session: Session) -> Sequence[int]:
    """Return the erased accounts whose digests are kept."""
    return session.scalars(select(FormerIdentity.account_id).distinct()).all()


def forget_erased(session: Session, account_id: int) -> None:
    """Remove the digests of an erased account."""
    session.execute(
        delete(FormerIdentity).where(FormerIdentity.account_id == account_id)
    )


def digest_anew(session: Session, seal: Seal) -> None:
    """Compute every digest with the newest key."""
    for identity in session.scalars(select(Identity).with_for_update()):
        identity.digest = seal.digest(text_of(identity.issuer, identity.subject))
    session.flush()


def _former_account(session: Session, profile: Profile, seal: Seal) -> int | None:
    digests = seal.digests(text_of(profile.issuer, profile.subject))
    return session.scalar(
        select(FormerIdentity.account_id)
        .where(FormerIdentity.digest.in_(digests))
        .order_by(FormerIdentity.id.desc())
        .limit(1)
    )
