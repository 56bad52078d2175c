"""Logs readers in with a token that the publisher has signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError, InvalidError
from auth.core.models import RoleGrant
from auth.core.naming import names
from auth.core.translation import gettext as _
from auth.db.database import Database
from auth.sso.models import Identity, IdentityProvider
from auth.sso.protocol import publisher_tokens
from auth.sso.protocol.claims import KeysOf, peek, refused
from auth.sso.protocol.directory import Directory
from auth.sso.protocol.publisher_tokens import Stated
from auth.sso.rules import Profile, ProviderKind
from auth.sso.services import identities, providers, sessions
from auth.sso.services.identities import Introduction

MOST_NAMES = 20
"""How many names are tried if the name of a new account is taken."""


@dataclass(frozen=True, kw_only=True)
class TokenSignIn:
    """Who a token logged in.

    :param may_choose_name: whether the account got a substitute for its name.
    """

    account_id: int
    identity_id: int
    may_choose_name: bool


@dataclass(frozen=True, kw_only=True)
class _Signer:
    """A provider's settings, which outlive the transaction."""

    id: int
    kind: ProviderKind
    issuer: str
    keys_url: str
    secrets: list[str]
    allows_private: bool


def sign_in_with_token(
    database: Database,
    *,
    site_id: int,
    token: str,
    audience: str,
    directory: Directory,
    by: Introduction,
) -> TokenSignIn:
    """Return the account of the person whom *token* names; create it the first time.

    The token is verified outside a transaction, because the publisher's keys may have
    to be fetched. Then it is used up and the account is found in one of its own.

    :param audience: the origin of the site, which our own tokens name.
    :raises InvalidError: if the token is not believed, or was used before.
    :raises ForbiddenError: if the account is closed, or one of staff.
    :raises UnavailableError: if the publisher's keys cannot be fetched.
    """
    with database.unit_of_work(write=False) as work:
        signer = _signer_of(work.session, site_id, token, by, work.now)
        now = work.now
    stated = _read(signer, token, audience=audience, directory=directory, now=now)
    with database.unit_of_work(write=True) as work:
        if stated.jti and not sessions.use_token(
            work.session,
            provider_id=signer.id,
            jti=stated.jti,
            expires_at=stated.expires_at,
        ):
            raise refused("it was used before")
        provider = work.session.get_one(IdentityProvider, signer.id)
        return _sign_in(work.session, stated.profile, provider, by, now=work.now)


def _signer_of(
    session: Session, site_id: int, token: str, by: Introduction, now: datetime
) -> _Signer:
    """Return the provider that claims to have signed a token, to check that it has."""
    _header, claims = peek(token)
    is_coral = isinstance(claims.get("user"), dict)
    kind = ProviderKind.CORAL_TOKEN if is_coral else ProviderKind.SIGNED_TOKEN
    found: Sequence[IdentityProvider] = [
        each
        for each in providers.enabled(session, site_id, kind)
        if is_coral or each.issuer == claims.get("iss")
    ]
    if not found:
        raise refused("no provider of this site signs such tokens")
    provider = found[0]
    return _Signer(
        id=provider.id,
        kind=kind,
        issuer=provider.issuer,
        keys_url=provider.keys_url,
        secrets=providers.secrets_of(provider, by.seal, now=now),
        allows_private=provider.allows_private_hosts,
    )


def _read(
    signer: _Signer,
    token: str,
    *,
    audience: str,
    directory: Directory,
    now: datetime,
) -> Stated:
    if signer.kind is ProviderKind.CORAL_TOKEN:
        keys_of = publisher_tokens.secret_keys(signer.secrets)
        return publisher_tokens.read_coral(
            token, keys_of, issuer=signer.issuer, now=now
        )
    return publisher_tokens.read_own(
        token,
        _keys_of(signer, directory, now),
        is_public=bool(signer.keys_url),
        issuer=signer.issuer,
        audience=audience,
        now=now,
    )


def _keys_of(signer: _Signer, directory: Directory, now: datetime) -> KeysOf:
    if not signer.keys_url:
        return publisher_tokens.secret_keys(signer.secrets)
    return lambda kid: directory.keys(
        signer.keys_url, kid=kid, allows_private=signer.allows_private, now=now
    )


def _sign_in(
    session: Session,
    profile: Profile,
    provider: IdentityProvider,
    by: Introduction,
    *,
    now: datetime,
) -> TokenSignIn:
    identity = identities.take_identity(session, profile)
    if identity is None:
        identity = _introduce(session, profile, provider, by, now=now)
    else:
        _refuse_staff(session, identity.account_id)
        identities.log_in(session, identity, profile, provider=provider, by=by, now=now)
    return TokenSignIn(
        account_id=identity.account_id,
        identity_id=identity.id,
        may_choose_name=identity.may_choose_name,
    )


def _refuse_staff(session: Session, account_id: int) -> None:
    """Refuse staff: a token passes through a browser, and its secret may be stolen."""
    if session.scalar(select(exists().where(RoleGrant.account_id == account_id))):
        raise ForbiddenError(_("Staff log in on the site of the comments."))


def _introduce(
    session: Session,
    profile: Profile,
    provider: IdentityProvider,
    by: Introduction,
    *,
    now: datetime,
) -> Identity:
    """Create the account under the publisher's name, or one like it if it is taken."""
    for place, name in enumerate(_names(profile)):
        try:
            identity = identities.introduce(
                session, profile, provider=provider, display_name=name, by=by, now=now
            )
        except InvalidError:
            continue
        identity.may_choose_name = place > 0
        session.flush()
        return identity
    raise InvalidError(names.TAKEN, {"field": "display_name"})


def _names(profile: Profile) -> list[str]:
    """Return the names to try: the person's own, with a number, or just a number."""
    own = " ".join(profile.name.split())[: names.LONGEST]
    digits = int(identities.number_of(profile.issuer, profile.subject), 16)
    numbered = [str(2 + each) for each in range(MOST_NAMES // 2)]
    substitutes = [
        _("Reader %(number)s", number=(digits + each) % 1_000_000)
        for each in range(MOST_NAMES // 2)
    ]
    room = names.LONGEST - 3
    return [own, *(f"{own[:room]} {each}" for each in numbered), *substitutes]
