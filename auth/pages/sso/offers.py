"""Which ways to log in the pages offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, request

from auth.access.identity import acting, current_actor
from auth.core.models import Account
from auth.db.database import unit_of_work
from auth.pages import passkeys
from auth.sites.lookup import site_on
from auth.sso.rules import ProviderKind
from auth.sso.services import identities, linking, providers


@dataclass(frozen=True)
class Offer:
    """A provider as a button shows it."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """How the person who is logged in can prove again who they are."""

    has_password: bool
    has_address: bool
    providers: Sequence[Offer]


def sign_ons() -> list[Offer]:
    """Return the providers with which people can log in on this site."""
    with unit_of_work(write=False) as work:
        site = site_on(work.session, request.host)
        if site is None:
            return []
        found = providers.enabled(work.session, site.id, ProviderKind.OIDC)
        return [Offer(each.slug, each.name) for each in found]


def takes_registrations() -> bool:
    """Whether readers can register with an address on this site."""
    with unit_of_work(write=False) as work:
        site = site_on(work.session, request.host)
        return site is None or site.takes_registrations


def own_proofs() -> Proofs:
    """Return the ways of the person who is logged in."""
    actor = current_actor()
    if actor is None:
        return Proofs(has_password=True, has_address=True, providers=[])
    offered = {each.slug: each for each in sign_ons()}
    with unit_of_work(write=False) as work:
        account = work.session.get_one(Account, actor.account_id)
        known = identities.of_account(work.session, actor.account_id)
        slugs = {provider.slug for _, provider in known if provider is not None}
        return Proofs(
            has_password=bool(account.password_hash),
            has_address=bool(account.email),
            providers=[offered[each] for each in offered if each in slugs],
        )


@dataclass(frozen=True, kw_only=True)
class Linked:
    """An identity of the account that is logged in, as its page shows it."""

    id: int
    name: str
    last_used_at: datetime


@dataclass(frozen=True, kw_only=True)
class OwnIdentities:
    """The identities of the account, and the providers that could be added."""

    linked: Sequence[Linked]
    others: Sequence[Offer]
    ways_in: int
    may_choose_name: bool


def own_identities() -> OwnIdentities:
    """Return the identities of the person who is logged in."""
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        known = identities.of_account(work.session, account_id)
        slugs = {provider.slug for _, provider in known if provider is not None}
        return OwnIdentities(
            linked=[
                Linked(
                    id=identity.id,
                    name=provider.name if provider else identity.issuer,
                    last_used_at=identity.last_used_at,
                )
                for identity, provider in known
            ],
            others=[each for each in sign_ons() if each.slug not in slugs],
            may_choose_name=identities.may_choose_name(work.session, account_id),
            ways_in=linking.ways_in(
                work.session, work.session.get_one(Account, account_id)
            ),
        )


def setup(app: Flask) -> None:
    """Let the templates ask."""
    app.jinja_env.globals.update(
        sign_ons=sign_ons,
        own_proofs=own_proofs,
        takes_registrations=takes_registrations,
        own_identities=own_identities,
        passkey_options=passkeys.options_for_use,
    )
