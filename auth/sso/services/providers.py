"""Finds the identity providers of a site, and changes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, InvalidError, NotFoundError, check_all
from auth.core.network.url_parts import url_parts
from auth.core.sealing import Seal
from auth.core.translation import gettext as _
from auth.db.upserts import add_once
from auth.sso.inputs import AddProvider, ChangeProvider
from auth.sso.models import Identity, IdentityProvider
from auth.sso.rules import FORMER_SECRET_LIFETIME, LEAST_SECRET, ProviderKind

LONGEST_NAME, LONGEST_URL = 60, 500
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")

Change = AddProvider | ChangeProvider


def all_of(session: Session, site_id: int) -> Sequence[IdentityProvider]:
    """Return every provider of a site, by name."""
    return session.scalars(
        select(IdentityProvider)
        .where(IdentityProvider.site_id == site_id)
        .order_by(IdentityProvider.name, IdentityProvider.id)
    ).all()


def enabled(
    session: Session, site_id: int, *kinds: ProviderKind
) -> Sequence[IdentityProvider]:
    """Return the providers of a site that are switched on, of some kinds, by name."""
    return session.scalars(
        select(IdentityProvider)
        .where(
            IdentityProvider.site_id == site_id,
            IdentityProvider.is_enabled,
            IdentityProvider.kind.in_(kinds),
        )
        .order_by(IdentityProvider.name, IdentityProvider.id)
    ).all()


def find(session: Session, *, site_id: int, slug: str) -> IdentityProvider:
    """Return the OpenID provider *slug* of a site.

    :raises NotFoundError: if there is none, or it is switched off.
    """
    found = session.scalar(
        select(IdentityProvider).where(
            IdentityProvider.site_id == site_id,
            IdentityProvider.slug == slug,
            IdentityProvider.kind == ProviderKind.OIDC,
            IdentityProvider.is_enabled,
        )
    )
    if found is None:
        raise NotFoundError(_("There is no such way to log in on this site."))
    return found


def get(session: Session, provider_id: int, *, site_id: int) -> IdentityProvider:
    """Return a provider of a site.

    :raises NotFoundError: if the site has no such provider.
    """
    found = session.get(IdentityProvider, provider_id)
    if found is None or found.site_id != site_id:
        raise NotFoundError(_("This site has no such provider."))
    return found


def add(
    session: Session, change: AddProvider, *, site_id: int, seal: Seal, now: datetime
) -> IdentityProvider:
    """Add a provider to a site.

    :raises InvalidError: if a field is missing or wrong.
    :raises ConflictError: if the site has a provider with this short name.
    """
    slug = change.slug.strip().lower()
    check_all(
        lambda: _check_slug(slug),
        lambda: _check_common(change),
        lambda: _check_kind(session, change, change.kind, has_secret=False),
    )
    values = _values(change, change.kind) | {
        "site_id": site_id,
        "kind": change.kind,
        "slug": slug,
        "secret": seal.close(change.secret) if change.secret else "",
        "created_at": now,
    }
    if change.kind is ProviderKind.CORAL_TOKEN:
        values["issuer"] = f"urn:ceasefire:coral:{site_id}:{slug}"
    if not add_once(session, IdentityProvider, values, key=["site_id", "slug"]):
        message = _("This site already has a provider with this short name.")
        raise ConflictError(message, {"field": "slug"})
    return session.scalars(
        select(IdentityProvider).filter_by(site_id=site_id, slug=slug)
    ).one()


def change(
    session: Session,
    change: ChangeProvider,
    *,
    site_id: int,
    seal: Seal,
    now: datetime,
) -> IdentityProvider:
    """Change a provider. A former secret that signs tokens works for another day.

    :raises NotFoundError: if the site has no such provider.
    :raises InvalidError: if a field is missing or wrong.
    """
    found = get(session, change.provider_id, site_id=site_id)
    check_all(
        lambda: _check_common(change),
        lambda: _check_kind(
            session, change, found.kind, has_secret=bool(found.secret), own_id=found.id
        ),
    )
    values = _values(change, found.kind)
    if found.kind is ProviderKind.CORAL_TOKEN:
        del values["issuer"]
    for name, value in values.items():
        setattr(found, name, value)
    found.is_enabled = change.is_enabled
    if change.secret:
        found.former_secret = found.secret
        found.former_secret_until = now + FORMER_SECRET_LIFETIME
        found.secret = seal.close(change.secret)
    session.flush()
    return found


def secrets_of(provider: IdentityProvider, seal: Seal, *, now: datetime) -> list[str]:
    """Return the secrets of a provider that are valid, the newest first."""
    sealed = [provider.secret]
    until = provider.former_secret_until
    if until is not None and until > now:
        sealed.append(provider.former_secret)
    return [found for each in sealed if each and (found := seal.open(each))]


def seal_anew(session: Session, seal: Seal) -> int:
    """Encrypt every secret with the newest key.

    :returns: the number of secrets that no key decrypts.
    """
    lost = 0
    for provider in session.scalars(select(IdentityProvider).with_for_update()):
        for column in ("secret", "former_secret"):
            stored = getattr(provider, column)
            renewed = seal.renew(stored) if stored else stored
            if renewed is None:
                lost += 1
            else:
                setattr(provider, column, renewed)
    session.flush()
    return lost


def _values(change: Change, kind: ProviderKind) -> dict[str, object]:
    is_oidc = kind is ProviderKind.OIDC
    is_own = kind is ProviderKind.SIGNED_TOKEN
    return {
        "name": " ".join(change.name.split()),
        "issuer": change.issuer.strip(),
        "client_id": change.client_id.strip() if is_oidc else "",
        "keys_url": change.keys_url.strip() if is_own else "",
        "allows_private_hosts": change.allows_private_hosts,
        "vouches_for_addresses": change.vouches_for_addresses,
    }


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        message = _("A short name has up to 30 small letters, digits and hyphens.")
        raise InvalidError(message, {"field": "slug"})


def _check_common(change: Change) -> None:
    if not 0 < len(" ".join(change.name.split())) <= LONGEST_NAME:
        message = _("A name must have 1 to %(most)s characters.", most=LONGEST_NAME)
        raise InvalidError(message, {"field": "name"})


def _check_kind(
    session: Session,
    change: Change,
    kind: ProviderKind,
    *,
    has_secret: bool,
    own_id: int | None = None,
) -> None:
    if kind is ProviderKind.OIDC:
        _check_url(change.issuer, "issuer", change.allows_private_hosts)
        if not change.client_id.strip():
            message = _("Please enter the client ID that the provider gave you.")
            raise InvalidError(message, {"field": "client_id"})
    elif kind is ProviderKind.SIGNED_TOKEN:
        _check_signer(change, has_secret=has_secret)
    elif not (change.secret or has_secret):
        raise InvalidError(_("Please enter the secret."), {"field": "secret"})
    if kind is not ProviderKind.OIDC and change.secret:
        _check_secret(change.secret)
    if kind is not ProviderKind.CORAL_TOKEN:
        _check_issuer_is_free(session, change, kind, own_id)


def _check_signer(change: Change, *, has_secret: bool) -> None:
    if not 0 < len(change.issuer.strip()) <= LONGEST_URL:
        message = _("Please enter what your tokens have as “iss”.")
        raise InvalidError(message, {"field": "issuer"})
    if change.keys_url.strip():
        _check_url(change.keys_url, "keys_url", change.allows_private_hosts)
        if change.secret:
            message = _("Please enter either a secret or the address of your keys.")
            raise InvalidError(message, {"field": "secret"})
    elif not (change.secret or has_secret):
        message = _("Please enter a secret, or the address of your keys.")
        raise InvalidError(message, {"field": "secret"})


def _check_secret(secret: str) -> None:
    if secret.lstrip().startswith(("-----BEGIN", "ssh-", "{")):
        message = _("This is a key and not a secret. Please enter random characters.")
        raise InvalidError(message, {"field": "secret"})
    if len(secret) < LEAST_SECRET:
        message = _(
            "A secret that signs tokens needs at least %(least)s characters.",
            least=LEAST_SECRET,
        )
        raise InvalidError(message, {"field": "secret"})


def _check_url(typed: str, field: str, allows_private: bool) -> None:
    parts = url_parts(typed.strip())
    schemes = {"https", "http"} if allows_private else {"https"}
    is_plain = not (parts.username or parts.fragment or parts.query)
    is_good = parts.scheme in schemes and bool(parts.hostname) and is_plain
    if not is_good or len(typed) > LONGEST_URL:
        message = _("Please enter an address that begins with https://.")
        raise InvalidError(message, {"field": field})


def _check_issuer_is_free(
    session: Session, change: Change, kind: ProviderKind, own_id: int | None
) -> None:
    """Keep the holder of a shared secret from naming the people of another provider.

    An identity is the pair of issuer and subject. So two providers with one issuer
    have to be the same system: both OpenID, or with keys on the issuer's own host.
    """
    others = session.scalars(
        select(IdentityProvider).where(
            IdentityProvider.issuer == change.issuer.strip(),
            IdentityProvider.id != (own_id or 0),
        )
    ).all()
    ours = _authority(kind, change.issuer, change.keys_url.strip())
    theirs = {_authority(each.kind, each.issuer, each.keys_url) for each in others}
    own_host = url_parts(change.issuer.strip()).netloc
    if (theirs and (ours is None or theirs != {ours})) or (
        (ours is None or ours != own_host) and _has_people(session, change, own_id)
    ):
        message = _("Another provider already has this issuer.")
        raise InvalidError(message, {"field": "issuer"})


def _has_people(session: Session, change: Change, own_id: int | None) -> bool:
    """Whether another provider has people of this issuer, maybe its former one."""
    people = exists().where(
        Identity.issuer == change.issuer.strip(),
        Identity.provider_id.is_distinct_from(own_id),
    )
    return session.scalar(select(people)) is True


def _authority(kind: ProviderKind, issuer: str, keys_url: str) -> str | None:
    """Return the host that decides who the issuer's people are; ``None`` if unclear."""
    if kind is ProviderKind.OIDC:
        return url_parts(issuer.strip()).netloc
    return url_parts(keys_url).netloc or None
