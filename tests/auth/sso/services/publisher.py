"""A publisher whose system signs tokens: ours, and those made for Coral."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import OctKey
from sqlalchemy import func, select

from auth.core.models import Account
from auth.core.sealing import Seal
from auth.db.database import Database
from auth.sites.lookup import site_for
from auth.sso.inputs import AddProvider
from auth.sso.protocol.directory import Directory
from auth.sso.rules import ProviderKind
from auth.sso.services import identities, providers, signed_tokens
from auth.sso.services.identities import Introduction
from auth.sso.services.signed_tokens import TokenSignIn
from tests.auth.forger import Claims, signed

SECRET = "a secret of at least thirty-two characters"
NEW_SECRET = "another secret of at least thirty-two characters"
SITE = "https://comments.courier.example"
SEAL = Seal(["a secret that only this test knows"])


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
