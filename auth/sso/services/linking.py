"""Links identities to an account that is logged in, and removes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.models import Account
from auth.core.sealing import Seal
from auth.core.settings import Mailer
from auth.core.translation import gettext as _
from auth.sites.mail_texts import account_mail
from auth.sso.models import Identity, IdentityProvider
from auth.sso.rules import Profile
from auth.sso.services import identities


def link(
    session: Session,
    account_id: int,
    profile: Profile,
    *,
    provider: IdentityProvider,
    seal: Seal,
    now: datetime,
) -> bool:
    """Link an identity to an account whose owner has just proved who they are.

    :returns: whether it is new.
    :raises ConflictError: if it belongs to another account.
    """
    found = identities.take_identity(session, profile)
    if found is None:
        identities.add(
            session, account_id, profile, provider=provider, seal=seal, now=now
        )
        return True
    if found.account_id != account_id:
        raise ConflictError(
            _("Another account here is already connected with this log-in.")
        )
    return False


def unlink(session: Session, identity_id: int, *, account_id: int) -> str:
    """Remove an identity of an account, and return its provider's name.

    :raises NotFoundError: if the account has no such identity.
    :raises ConflictError: if nobody could log in to the account without it.
    """
    # Locked: of two removals at once the second sees what the first left.
    account = session.get_one(Account, account_id, with_for_update=True)
    found = session.get(Identity, identity_id, populate_existing=True)
    if found is None or found.account_id != account_id:
        raise NotFoundError(_("This log-in has already been removed."))
    if not ways_in(session, account, besides=identity_id):
        raise ConflictError(
            _("This is your only way to log in. Please set a password first.")
        )
    provider = session.get(IdentityProvider, found.provider_id or 0)
    session.delete(found)
    session.flush()
    return provider.name if provider else found.issuer


def tell(
    session: Session,
    account_id: int,
    file: str,
    *,
    provider: str,
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> None:
    """Mail the owner of an account that its ways to log in have changed."""
    account = session.get_one(Account, account_id)
    if not account.email:
        return
    mail = account_mail(
        session,
        file,
        base_url=base_url,
        name=account.display_name,
        language=account.language,
        provider=provider,
        link=f"{base_url}/account",
    )
    mailer(session, recipient=account.email, **mail, now=now)


def ways_in(session: Session, account: Account, *, besides: int = 0) -> int:
    """Return in how many ways the owner of an account can log in.

    :param besides: an identity that does not count.
    """
    others = session.scalar(
        select(func.count())
        .select_from(Identity)
        .join(IdentityProvider, IdentityProvider.id == Identity.provider_id)
        .where(
            Identity.account_id == account.id,
            Identity.id != besides,
            IdentityProvider.is_enabled,
        )
    )
    has_password = bool(account.password_hash and account.email)
    return (others or 0) + has_password
