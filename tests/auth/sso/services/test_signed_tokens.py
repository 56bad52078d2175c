"""Tokens that a publisher signs: ours, and those made for Coral."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import OctKey
from sqlalchemy import func, select

from auth.access.staff import roles
from auth.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    UnavailableError,
)
from auth.core.models import Account
from auth.core.permissions import Role
from auth.core.sealing import Seal
from auth.db.database import Database
from auth.sites.lookup import site_for
from auth.sso.inputs import AddProvider, ChangeProvider
from auth.sso.models import IdentityProvider
from auth.sso.protocol.directory import Directory
from auth.sso.rules import FORMER_SECRET_LIFETIME, ProviderKind
from auth.sso.services import identities, providers, signed_tokens
from auth.sso.services.identities import Introduction
from auth.sso.services.signed_tokens import TokenSignIn
from tests import newsroom
from tests.auth.forger import KEY, OTHER, Claims, Forger, signed, unsigned

SECRET = "a secret of at least thirty-two characters"
NEW_SECRET = "another secret of at least thirty-two characters"
SITE = "https://comments.courier.example"
SEAL = Seal(["a secret that only this test knows"])


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    return sqlite_database


class Publisher:
    """A publisher whose system signs tokens.

    :ivar verified: the accounts whose address was confirmed by a token.
    :ivar returned: erased accounts whose owners came back, with their new ones.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.verified: list[int] = []
        self.returned: list[tuple[int, int]] = []

    def set_up(
        self, kind: ProviderKind = ProviderKind.SIGNED_TOKEN, **given: Any
    ) -> int:
        values = {"kind": kind, "slug": "cms", "name": "Our system"} | given
        if kind is ProviderKind.SIGNED_TOKEN:
            values = {"issuer": "courier"} | values
        if "keys_url" not in values:
            values = {"secret": SECRET} | values
        with self.database.unit_of_work(write=True) as work:
            return providers.add(
                work.session,
                AddProvider(**values),
                site_id=site_for(work.session, "localhost").id,
                seal=SEAL,
                now=work.now,
            ).id

    def sign_in(self, token: str, directory: Directory | None = None) -> TokenSignIn:
        with self.database.unit_of_work(write=False) as work:
            site_id = site_for(work.session, "localhost").id
        return signed_tokens.sign_in_with_token(
            self.database,
            site_id=site_id,
            token=token,
            audience=SITE,
            directory=directory or Directory(),
            by=Introduction(
                host="localhost",
                seal=SEAL,
                on_verified=lambda _session, account_id, _now: self.verified.append(
                    account_id
                ),
                on_returned=lambda _session, former, new, _now: self.returned.append(
                    (former, new)
                ),
            ),
        )

    def name_of(self, found: TokenSignIn) -> str:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Account, found.account_id).display_name

    def choose(self, found: TokenSignIn, name: str) -> None:
        with self.database.unit_of_work(write=True) as work:
            identities.choose_name(work.session, found.account_id, name)

    def accounts(self) -> int:
        with self.database.unit_of_work(write=False) as work:
            return work.session.scalar(select(func.count(Account.id))) or 0


@pytest.fixture
def publisher(database: Database) -> Publisher:
    return Publisher(database)


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def secret(text: str = SECRET) -> OctKey:
    return OctKey.import_key(text)


def own(key: Any = None, alg: str = "HS256", **changes: Any) -> str:
    """Return a token in our own format; ``None`` leaves a claim out."""
    claims = {
        "iss": "courier",
        "aud": SITE,
        "sub": "reader-1",
        "iat": now(),
        "exp": now() + 300,
        "jti": f"number {next(numbers)}",
        "name": "Ruth Calder",
    } | changes
    left = {name: value for name, value in claims.items() if value is not None}
    return signed(left, key or secret(), alg)


numbers = iter(range(10_000))


def coral(key: Any = None, user: Claims | None = None, **changes: Any) -> str:
    """Return a token made for Coral."""
    person = {"id": "7", "email": "ruth@reader.example", "username": "Ruth Calder"}
    claims = {"user": person | (user or {}), "iat": now()} | changes
    left = {name: value for name, value in claims.items() if value is not None}
    return signed(left, key or secret(), "HS256")


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


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"exp": 4_000_000_000},
        {"jti": "a number"},
        {"iat": None, "exp": 4_000_000_000},
        {
            "user": {
                "role": "ADMIN",
                "badges": ["Subscriber"],
                "url": "https://a.example",
            }
        },
    ],
)
def test_coral_tokens_work_unchanged_and_in_two_tabs(
    publisher: Publisher, changes: Claims
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN)
    token = coral(**changes)

    first, second = publisher.sign_in(token), publisher.sign_in(token)

    assert first.account_id == second.account_id
    with publisher.database.unit_of_work(write=False) as work:
        assert roles.roles_of(work.session, first.account_id, None) == {Role.READER}


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(lambda: coral(iat=now() - 25 * 3600), id="older than a day"),
        pytest.param(lambda: coral(iat=None), id="good forever"),
        pytest.param(lambda: coral(exp=now() - 60), id="expired"),
        pytest.param(lambda: coral(user={"id": ""}), id="no id"),
        pytest.param(lambda: coral(user={"email": None}), id="no address"),
        pytest.param(lambda: coral(user={"username": 7}), id="no name"),
        pytest.param(lambda: coral(secret(NEW_SECRET)), id="another secret"),
    ],
)
def test_a_wrong_coral_token_is_refused(
    publisher: Publisher, lie: Callable[[], str]
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN)

    with pytest.raises(InvalidError, match="refused"):
        publisher.sign_in(lie())


@pytest.mark.parametrize(("vouches", "told"), [(True, 1), (False, 0)])
def test_an_address_counts_where_an_admin_trusts_the_publisher(
    publisher: Publisher, vouches: bool, told: int
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN, vouches_for_addresses=vouches)

    publisher.sign_in(coral())

    assert len(publisher.verified) == told


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
