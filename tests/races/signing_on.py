"""Acts of single sign-on, done by eight at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.accounts.passkeys import passkeys
from auth.core.actor import Actor
from auth.core.models import Account, LoginSession
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.pages.sso import visits
from auth.sso.inputs import AddProvider
from auth.sso.models import Identity, IdentityProvider
from auth.sso.protocol.directory import Directory
from auth.sso.rules import Profile, ProviderKind, Purpose
from auth.sso.services import attempts, identities, providers
from tests.auth.authenticator import HOST, ORIGIN, Authenticator
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
    """Return a new provider, with all that it publishes already fetched."""
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


def check(stage: Stage) -> Call:
    return Call(f"/admin/sign-on/{provider(stage).id}/check", callers=stage.newsroom)


def registration(stage: Stage) -> Call:
    form = {"takes_registrations": "1"}
    return Call("/admin/sign-on/registration", form, None, stage.newsroom)


def change(stage: Stage) -> Call:
    form = {"name": "Another", "issuer": ISSUER, "client_id": "c", "is_enabled": "1"}
    return Call(f"/admin/sign-on/{provider(stage).id}", form, None, stage.newsroom)


def passkey_relying_party() -> passkeys.RelyingParty:
    return passkeys.RelyingParty(origin=ORIGIN, host=HOST)


def with_passkey(stage: Stage) -> tuple[Any, Actor, Authenticator, int]:
    """Return eight calls of one moderator with a passkey, and the passkey."""
    callers, actor = stage.same(Role.MODERATOR)
    phone, session_id = Authenticator(), newest_session(stage, actor)

    def make(session: Session, now: datetime) -> int:
        of: Any = {
            "session_id": session_id,
            "relying_party": passkey_relying_party(),
            "now": now,
        }
        options = passkeys.begin_adding(
            session, actor.account_id, user_name="Mona", newsroom="Courier", **of
        )
        answer = phone.make(options)
        return passkeys.add(
            session, actor.account_id, answer=answer, name="Phone", **of
        ).id

    return callers, actor, phone, int(stage.write(make))


def newest_session(stage: Stage, actor: Actor) -> int:
    newest = select(func.max(LoginSession.id)).where(
        LoginSession.account_id == actor.account_id
    )
    return int(stage.write(lambda session, _: session.scalar(newest)))


def add_passkey(stage: Stage) -> Call:
    callers, actor = stage.same(Role.MODERATOR)
    session_id = newest_session(stage, actor)
    options = stage.write(
        lambda session, now: passkeys.begin_adding(
            session,
            actor.account_id,
            session_id=session_id,
            user_name="Mona",
            newsroom="Courier",
            relying_party=passkey_relying_party(),
            now=now,
        )
    )
    form = {"answer": Authenticator().make(options), "name": "Phone"}
    return literally(Call("/account/passkeys", form, None, callers))


def use_passkey(path: str) -> Any:
    """Return a function that prepares the answer of a passkey."""

    def prepare(stage: Stage) -> Call:
        callers, actor, phone, _ = with_passkey(stage)
        session_id = newest_session(stage, actor)
        options = stage.write(
            lambda session, now: passkeys.begin_using(
                session,
                actor.account_id,
                session_id=session_id,
                relying_party=passkey_relying_party(),
                now=now,
            )
        )
        return literally(Call(path, {"answer": phone.sign(options)}, None, callers))

    return prepare


def literally(call: Call) -> Call:
    """Keep the braces of a field: it is no pattern for the caller's number."""
    form = {
        name: value.replace("{", "{{").replace("}", "}}")
        for name, value in call.form.items()
    }
    return replace(call, form=form)


def on_passkey(path: str, **form: str) -> Any:
    """Return a function that prepares a form about a passkey."""

    def prepare(stage: Stage) -> Call:
        callers, _, _, number = with_passkey(stage)
        return Call(path.format(id=number), form, None, callers)

    return prepare


def choose_once(stage: Stage) -> Call:
    callers, actor = stage.same()
    number = identity(stage, actor.account_id)

    def allow(session: Session, _now: datetime) -> None:
        session.get_one(Identity, number).may_choose_name = True

    stage.write(allow)
    form = {"display_name": f"Chosen {{n}} of {next(stage.numbers)}"}
    return Call("/account/name", form, None, callers)


RACES = {
    "auth.check_provider": Race(check),
    "auth.choose_registration": Race(registration),
    "auth.choose_name": Race(choose_once, 1),
    "auth.add_passkey": Race(add_passkey, 1, {"passkey": 1}),
    "auth.rename_passkey": Race(on_passkey("/account/passkeys/{id}/rename", name="A")),
    "auth.remove_passkey": Race(on_passkey("/account/passkeys/{id}/remove"), 1),
    "auth.use_passkey": Race(use_passkey("/account/second-factor/passkey"), 1),
    "auth.prove_by_passkey": Race(use_passkey("/account/prove/passkey"), 1),
    "auth.start_sign_on": Race(start, adds={"login_attempt": CALLERS}),
    "auth.choose_first_name": Race(choose_name, adds={"account": 1, "identity": 1}),
    "auth.link_identity": Race(link, adds={"login_attempt": CALLERS, "identity": 0}),
    "auth.unlink_identity": Race(unlink, 1),
    "auth.prove_by_sign_on": Race(prove, adds={"login_attempt": CALLERS}),
    "auth.set_first_password": Race(first_password, 1),
    "auth.add_provider": Race(add, 1, {"identity_provider": 1}),
    "auth.change_provider": Race(change, adds={"identity_provider": 0}),
}
