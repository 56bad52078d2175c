"""Finds readers whom only a publisher's token logs in.

They cannot open the page of their own data, so the publisher answers for them. People
who can log in by themselves are not among them: a key of the publisher's systems must
not be enough to read or erase what belongs to another log-in.
"""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.models import Account, RoleGrant
from auth.core.translation import gettext as _
from auth.sso.models import Identity, IdentityProvider
from auth.sso.rules import ProviderKind, is_storable
from moderation.privacy.inputs import OfReader

TOKENS = (ProviderKind.SIGNED_TOKEN, ProviderKind.CORAL_TOKEN)


def account_of(session: Session, reader: OfReader, *, site_id: int) -> Account:
    """Return the account of a reader of the site.

    :raises NotFoundError: if no token of this site's publisher has introduced them, or
        tokens made for Coral have introduced two with this number.
    :raises ConflictError: if they are staff, or can log in without such a token.
    """
    if not is_storable(reader.issuer + reader.subject):
        raise NotFoundError(_("There is no such reader."))
    kind = ProviderKind.SIGNED_TOKEN if reader.issuer else ProviderKind.CORAL_TOKEN
    found = session.scalars(
        select(Account)
        .join(Identity, Identity.account_id == Account.id)
        .join(IdentityProvider, IdentityProvider.id == Identity.provider_id)
        .where(
            *([Identity.issuer == reader.issuer] if reader.issuer else []),
            Identity.subject == reader.subject,
            IdentityProvider.site_id == site_id,
            IdentityProvider.kind == kind,
        )
        .with_for_update(of=Account)
    ).all()
    # Two secrets for Coral's tokens may each have somebody of this number.
    if len(found) != 1:
        raise NotFoundError(_("There is no such reader."))
    account = found[0]
    is_staff = exists().where(RoleGrant.account_id == account.id)
    if (
        account.password_hash
        or session.scalar(select(is_staff))
        or _has_other_way(session, account.id, site_id=site_id)
    ):
        raise ConflictError(
            _("This reader can log in without your token, and decides for themselves.")
        )
    return account


def _has_other_way(session: Session, account_id: int, *, site_id: int) -> bool:
    """Whether another provider, or one of another site, logs the reader in."""
    providers = session.execute(
        select(IdentityProvider.kind, IdentityProvider.site_id)
        .select_from(Identity)
        .outerjoin(IdentityProvider, IdentityProvider.id == Identity.provider_id)
        .where(Identity.account_id == account_id)
    )
    return any(
        kind not in TOKENS or its_site_id != site_id for kind, its_site_id in providers
    )
