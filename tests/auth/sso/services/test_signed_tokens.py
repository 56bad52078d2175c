"""Tokens in our own format, which a publisher signs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.access.staff import roles
from auth.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    UnavailableError,
)
from auth.core.permissions import Role
from auth.sites.lookup import site_for
from auth.sso.inputs import ChangeProvider
from auth.sso.models import IdentityProvider
from auth.sso.rules import FORMER_SECRET_LIFETIME, ProviderKind
from auth.sso.services import providers
from tests.auth.forger import KEY, OTHER, Forger, unsigned
from tests.auth.sso.services.publisher import (
    NEW_SECRET,
    SEAL,
    SECRET,
    SITE,
    Publisher,
    now,
    own,
    secret,
)


def test_a_reader_of_the_publisher_is_a_reader_here(publisher: Publisher) -> None:
    publisher.set_up()

    first = publisher.sign_in(own())
    again = publisher.sign_in(own(name="Another Name"))

    assert first.account_id == again.account_id
    assert publisher.name_of(again) == "Ruth Calder"
    assert publisher.accounts() == 1


BAD: dict[str, Callable[[], str]] = {
    "another site": lambda: own(aud="https://sports.courier.example"),
    "no site": lambda: own(aud=None),
    "another issuer": lambda: own(iss="somebody"),
    "no person": lambda: own(sub=None),
    "a person that is too long": lambda: own(sub="a" * 256),
    "no number": lambda: own(jti=None),
    "an empty number": lambda: own(jti=""),
    "no time of issue": lambda: own(iat=None),
    "from the future": lambda: own(iat=now() + 120, exp=now() + 300),
    "no end": lambda: own(exp=None),
    "expired": lambda: own(iat=now() - 300, exp=now() - 60),
    "eleven minutes": lambda: own(exp=now() + 11 * 60),
    "another secret": lambda: own(secret(NEW_SECRET)),
    "a public key": lambda: own(KEY, "RS256"),
    "another hash": lambda: own(secret(SECRET * 2), "HS512"),
    "no signature": lambda: unsigned({"iss": "courier", "aud": SITE, "sub": "1"}),
    "an issuer with a NUL": lambda: unsigned({"iss": "cou\0rier", "sub": "1"}),
    "an issuer with half a character": lambda: unsigned({"iss": "\ud800", "sub": "1"}),
    "a person with a NUL": lambda: own(sub="a\0b"),
    "a nested NUL": lambda: own(address={"lines": ["a\0b"]}),
    "nonsense": lambda: "nonsense",
    "too much": lambda: own(name="a" * 20_000),
}


@pytest.mark.parametrize("lie", BAD)
def test_a_wrong_token_is_refused(publisher: Publisher, lie: str) -> None:
    publisher.set_up()

    with pytest.raises(InvalidError, match="refused"):
        publisher.sign_in(BAD[lie]())

    assert publisher.accounts() == 0


def test_a_token_of_ours_is_good_once(publisher: Publisher) -> None:
    publisher.set_up()
    token = own()
    publisher.sign_in(token)

    with pytest.raises(InvalidError, match="used before"):
        publisher.sign_in(token)


@pytest.mark.parametrize("claim", ["role", "roles", "groups", "admin"])
def test_no_token_gives_a_role(publisher: Publisher, claim: str) -> None:
    publisher.set_up()

    found = publisher.sign_in(own(**{claim: "admin"}))

    with publisher.database.unit_of_work(write=False) as work:
        assert roles.roles_of(work.session, found.account_id, None) == {Role.READER}


def test_staff_do_not_log_in_with_a_token(publisher: Publisher) -> None:
    publisher.set_up()
    found = publisher.sign_in(own())
    with publisher.database.unit_of_work(write=True) as work:
        roles.grant(
            work.session,
            account_id=found.account_id,
            role=Role.MODERATOR,
            now=work.now,
        )

    with pytest.raises(ForbiddenError):
        publisher.sign_in(own())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ruth Calder", "Ruth Calder 2"),
        ("Moderator", "Reader"),
        ("<b>Ruth</b>", "Reader"),
        ("Ruth\u202e", "Reader"),
        ("", "Reader"),
        ("a" * 10_000, "Reader"),
    ],
)
def test_a_name_that_cannot_be_used_gets_a_substitute(
    publisher: Publisher, name: str, shown: str
) -> None:
    publisher.set_up()
    publisher.sign_in(own())

    found = publisher.sign_in(own(sub="reader-2", name=name))

    assert publisher.name_of(found).startswith(shown)
    assert found.may_choose_name


def test_a_substitute_is_replaced_by_a_chosen_name_once(publisher: Publisher) -> None:
    publisher.set_up()
    publisher.sign_in(own())
    found = publisher.sign_in(own(sub="reader-2"))

    with pytest.raises(InvalidError):
        publisher.choose(found, "Ruth Calder")
    publisher.choose(found, "Ruth C")
    with pytest.raises(ConflictError):
        publisher.choose(found, "Another Name")

    assert publisher.name_of(found) == "Ruth C"
    assert not publisher.sign_in(own(sub="reader-2")).may_choose_name


def test_public_keys_verify_as_well_and_can_be_replaced(
    publisher: Publisher, forger: Forger
) -> None:
    publisher.set_up(keys_url=f"{forger.issuer}/jwks", allows_private_hosts=True)
    publisher.sign_in(own(KEY, "RS256"))

    forger.keys = [OTHER]
    publisher.sign_in(own(OTHER, "RS256"))
    with pytest.raises(InvalidError):
        publisher.sign_in(own(KEY, "RS256"))


def test_keys_that_cannot_be_fetched_are_reported_as_unavailable(
    publisher: Publisher, forger: Forger
) -> None:
    publisher.set_up(keys_url=f"{forger.issuer}/jwks", allows_private_hosts=True)
    forger.is_down = True

    with pytest.raises(UnavailableError):
        publisher.sign_in(own(KEY, "RS256"))


def test_a_former_issuer_stays_with_its_people(publisher: Publisher) -> None:
    provider_id = publisher.set_up()
    publisher.sign_in(own())
    with publisher.database.unit_of_work(write=True) as work:
        work.session.get_one(IdentityProvider, provider_id).issuer = "renamed"

    with pytest.raises(InvalidError, match="already has this issuer"):
        publisher.set_up(slug="another")


def test_a_former_secret_works_for_a_day(publisher: Publisher) -> None:
    provider_id = publisher.set_up()
    change = ChangeProvider(
        provider_id=provider_id,
        name="Our system",
        issuer="courier",
        secret=NEW_SECRET,
        is_enabled=True,
    )
    with publisher.database.unit_of_work(write=True) as work:
        site_id = site_for(work.session, "localhost").id
        providers.change(work.session, change, site_id=site_id, seal=SEAL, now=work.now)
    publisher.sign_in(own())
    publisher.sign_in(own(secret(NEW_SECRET)))
    with publisher.database.unit_of_work(write=True) as work:
        found = work.session.get_one(IdentityProvider, provider_id)
        found.former_secret_until = work.now - FORMER_SECRET_LIFETIME

    with pytest.raises(InvalidError):
        publisher.sign_in(own())


def test_a_secret_cannot_name_the_people_of_another_provider(
    publisher: Publisher,
) -> None:
    publisher.set_up(
        ProviderKind.OIDC,
        slug="idp",
        issuer="https://login.example",
        client_id="comments",
    )

    with pytest.raises(InvalidError) as refusal:
        publisher.set_up(issuer="https://login.example")

    assert refusal.value.details["field"] == "issuer"
