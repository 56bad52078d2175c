"""A site with an identity provider, and providers that tell the truth or lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from auth.core.settings import EXTENSION
from auth.db.database import Database
from auth.sites.lookup import site_for
from auth.sso.inputs import AddProvider
from auth.sso.rules import ProviderKind
from auth.sso.services import providers
from moderation.app import Parts, create_app, testing_config
from tests import newsroom
from tests.auth import honest_provider
from tests.auth.forger import Forger

AddedProvider = Callable[..., int]


@pytest.fixture(scope="session")
def honest() -> Iterator[str]:
    """The issuer of a real OpenID provider."""
    with honest_provider.serving() as issuer:
        yield issuer


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Flask:
    """The application on a newsroom with one site."""
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    return create_app(testing_config(tmp_path), Parts(database=sqlite_database))


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The database: what differs between the two is tested as races."""
    return sqlite_database


@pytest.fixture
def add_provider(app: Flask, database: Database) -> AddedProvider:
    """Add an identity provider to the site."""

    def add(issuer: str = "", slug: str = "post", **changes: object) -> int:
        values = {
            "kind": ProviderKind.OIDC,
            "slug": slug,
            "name": f"The {slug.title()}",
            "issuer": issuer,
            "client_id": "comments",
            "secret": "a secret of this client",
            "allows_private_hosts": True,
        }
        with database.unit_of_work(write=True) as work:
            return providers.add(
                work.session,
                AddProvider(**values | changes),  # type: ignore[arg-type]
                site_id=site_for(work.session, "localhost").id,
                seal=app.extensions[EXTENSION].seal,
                now=work.now,
            ).id

    return add


@pytest.fixture
def provider(forger: Forger, add_provider: AddedProvider) -> Forger:
    add_provider(forger.issuer)
    return forger
