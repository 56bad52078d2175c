"""Sends a person to an identity provider, and reads what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, current_app, make_response, render_template, request
from sqlalchemy.orm import Session

from auth.access import cookies
from auth.access.browser import count_try, network
from auth.access.cookies import Cookie
from auth.core.settings import settings
from auth.db.database import current_database, unit_of_work
from auth.sites.lookup import site_for
from auth.sites.origins import origin
from auth.sso.inputs import StartLogIn
from auth.sso.models import IdentityProvider, LoginAttempt
from auth.sso.protocol import openid
from auth.sso.protocol.directory import Directory
from auth.sso.rules import Profile, Purpose
from auth.sso.services import attempts, identities, providers, signed_tokens

EXTENSION = "ceasefire.sso"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit to a provider that has been answered."""

    attempt_id: int
    provider_id: int
    client: openid.Client
    purpose: Purpose
    sent: openid.Sent
    account_id: int | None
    started_at: datetime
    next_path: str
    kept: str = field(repr=False)


def directory() -> Directory:
    """Return what this process knows of the providers."""
    found: Directory = current_app.extensions[EXTENSION]
    return found


def sign_in_with_token(token: str) -> signed_tokens.TokenSignIn:
    """Return the account of the person whom a publisher's token names.

    :raises InvalidError: if the token is not believed, or was used before.
    :raises ForbiddenError: if the account is closed, or one of staff.
    :raises UnavailableError: if the publisher's keys cannot be fetched.
    """
    with unit_of_work(write=False) as work:
        site_id = site_for(work.session, request.host).id
        audience = origin(work.session)
    return signed_tokens.sign_in_with_token(
        current_database(),
        site_id=site_id,
        token=token,
        audience=audience,
        directory=directory(),
        by=introduction(),
    )


def introduction() -> identities.Introduction:
    """Return what an account needs when a provider introduces a person."""
    return identities.Introduction(
        host=request.host,
        seal=settings().seal,
        on_verified=settings().on_verified,
        on_returned=settings().on_returned,
    )


def provider_of(session: Session, slug: str) -> IdentityProvider:
    """Return the provider *slug* of this site.

    :raises NotFoundError: if there is none.
    """
    site = site_for(session, request.host)
    return providers.find(session, site_id=site.id, slug=slug)


def go(
    change: StartLogIn, purpose: Purpose, *, account_id: int | None = None
) -> Response:
    """Return the page that leads to the provider.

    It is a page and no redirect: a form may not lead to another host (``form-action``).

    :raises NotFoundError: if the site has no such provider.
    :raises UnavailableError: if the provider cannot be reached.
    """
    count_try("sign-on-network", network())
    with unit_of_work(write=False) as work:
        provider = provider_of(work.session, change.slug)
        client = client_of(work.session, provider, work.now)
        provider_id, now = provider.id, work.now
    metadata = directory().metadata(
        client.issuer, allows_private=client.allows_private, now=now
    )
    with unit_of_work(write=True) as work:
        started = attempts.start(
            work.session,
            provider_id=provider_id,
            purpose=purpose,
            browser=cookies.read(Cookie.SIGN_ON),
            next_path=change.next_path,
            kept=change.kept,
            account_id=account_id,
            now=work.now,
        )
    way = openid.way_to(
        client, metadata, started.sent, asks_again=purpose is not Purpose.LOG_IN
    )
    page = render_template("auth/sso/go.html", name=client.name, way=way)
    response = make_response(page)
    response.headers["Refresh"] = f"0; url={way}"
    cookies.write(response, Cookie.SIGN_ON, started.browser)
    return response


def client_of(
    session: Session, provider: IdentityProvider, now: datetime
) -> openid.Client:
    """Return this site as a client of *provider*."""
    secrets = providers.secrets_of(provider, settings().seal, now=now)
    return openid.Client(
        name=provider.name,
        issuer=provider.issuer,
        client_id=provider.client_id,
        secret=secrets[0] if secrets else "",
        redirect_uri=f"{origin(session)}/sso/{provider.slug}/callback",
        allows_private=provider.allows_private_hosts,
    )


def take(slug: str) -> Visit | None:
    """Return the visit that this request answers; ``None`` if it answers none."""
    with unit_of_work(write=True) as work:
        provider = provider_of(work.session, slug)
        attempt = attempts.take(
            work.session,
            state=request.args.get("state", ""),
            browser=cookies.read(Cookie.SIGN_ON),
            provider_id=provider.id,
            now=work.now,
        )
        if attempt is None:
            return None
        return visit_of(work.session, attempt, provider, work.now)


def visit_of(
    session: Session,
    attempt: LoginAttempt,
    provider: IdentityProvider,
    now: datetime,
) -> Visit:
    """Return *attempt* as a value that outlives the transaction."""
    return Visit(
        attempt_id=attempt.id,
        provider_id=provider.id,
        client=client_of(session, provider, now),
        purpose=attempt.purpose,
        sent=openid.Sent(
            # It was compared by its digest, and is not needed any more.
            state="",
            nonce=attempt.nonce,
            code_verifier=attempt.code_verifier,
        ),
        account_id=attempt.account_id,
        started_at=attempt.started_at,
        next_path=attempt.next_path,
        kept=attempt.kept,
    )


def is_proof(profile: Profile, started_at: datetime) -> bool:
    """Whether the person proved to the provider who they are during this visit.

    The provider counts whole seconds, so the one in which the visit began counts too.
    """
    at = profile.authenticated_at
    return at is not None and at >= started_at.replace(microsecond=0)
