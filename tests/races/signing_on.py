"""Acts of single sign-on, done by eight at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.core.settings import EXTENSION
from auth.pages.sso import visits
from auth.sso.inputs import AddProvider
from auth.sso.models import IdentityProvider
from auth.sso.protocol.directory import Directory
from auth.sso.rules import Profile, ProviderKind, Purpose
from auth.sso.services import attempts, identities, providers
from tests.races.stage import CALLERS, Call, Race, Stage

ISSUER = "https://login.example"
ADDRESSES = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
NEW = AddProvider(
    kind=ProviderKind.OIDC,
    slug="",
    name="The Post",
    issuer=ISSUER,
    client_id="comments",
    secret="a secret of this client",
)


def provider(stage: Stage) -> IdentityProvider:
    """Return a new provider, of which everything is known that it publishes."""
    stage.app.extensions[visits.EXTENSION] = Directory(lambda *_, **__: ADDRESSES)
    seal = stage.app.extensions[EXTENSION].seal
    change = replace(NEW, slug=f"post-{next(stage.numbers)}")
    made: IdentityProvider = stage.write(
        lambda session, now: providers.add(
            session, change, site_id=1, seal=seal, now=now
        )
    )
    return made


def profile(stage: Stage) -> Profile:
    """Return somebody whom nobody knows yet."""
    return Profile(issuer=ISSUER, subject=f"reader-{next(stage.numbers)}")


def identity(stage: Stage, account_id: int) -> int:
    """Return a new identity of an account."""
    seal, of, who = (
        stage.app.extensions[EXTENSION].seal,
        provider(stage),
        profile(stage),
    )

    def make(session: Session, now: datetime) -> Any:
        return identities.add(
            session, account_id, who, provider=of, seal=seal, now=now
        ).id

    return int(stage.write(make))


def start(stage: Stage) -> Call:
    return Call(f"/sso/{provider(stage).slug}/start")


def choose_name(stage: Stage) -> Call:
    of, who = provider(stage), profile(stage)

    def begin(session: Session, now: datetime) -> str:
        started = attempts.start(
            session,
            provider_id=of.id,
            purpose=Purpose.LOG_IN,
            browser=None,
            next_path="/",
            kept="",
            account_id=None,
            now=now,
        )
        attempt = attempts.take(
            session,
            state=started.sent.state,
            browser=started.browser,
            provider_id=of.id,
            now=now,
        )
        assert attempt
        attempts.wait_for_name(session, attempt.id, who)
        return started.browser

    headers = {"Cookie": f"sso={stage.write(begin)}"}
    form = {"display_name": f"Newcomer {next(stage.numbers)}"}
    return Call("/sso/name", form, None, [headers] * CALLERS)


def link(stage: Stage) -> Call:
    callers, _ = stage.same()
    return Call(f"/account/identities/{provider(stage).slug}/link", callers=callers)


def unlink(stage: Stage) -> Call:
    callers, actor = stage.same()
    number = identity(stage, actor.account_id)
    return Call(f"/account/identities/{number}/unlink", callers=callers)


def prove(stage: Stage) -> Call:
    callers, _ = stage.same()
    return Call(f"/account/prove/{provider(stage).slug}", callers=callers)


def first_password(stage: Stage) -> Call:
    callers, actor = stage.same()

    def forget(session: Session, _now: datetime) -> None:
        session.get_one(Account, actor.account_id).password_hash = ""

    stage.write(forget)
    form = {"password": "a new long password"}
    return Call("/account/first-password", form, None, callers)


def add(stage: Stage) -> Call:
    form = {
        "kind": "oidc",
        "slug": f"new-{next(stage.numbers)}",
        "name": "The Post",
        "issuer": ISSUER,
        "client_id": "comments",
    }
    return Call("/admin/sign-on", form, None, stage.newsroom)


def change(stage: Stage) -> Call:
    form = {"name": "Another", "issuer": ISSUER, "client_id": "c", "is_enabled": "1"}
    return Call(f"/admin/sign-on/{provider(stage).id}", form, None, stage.newsroom)


RACES = {
    "auth.start_sign_on": Race(start, adds={"login_attempt": CALLERS}),
    "auth.choose_first_name": Race(choose_name, adds={"account": 1, "identity": 1}),
    "auth.link_identity": Race(link, adds={"login_attempt": CALLERS, "identity": 0}),
    "auth.unlink_identity": Race(unlink, 1),
    "auth.prove_by_sign_on": Race(prove, adds={"login_attempt": CALLERS}),
    "auth.set_first_password": Race(first_password, 1),
    "auth.add_provider": Race(add, 1, {"identity_provider": 1}),
    "auth.change_provider": Race(change, adds={"identity_provider": 0}),
}
