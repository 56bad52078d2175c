"""The API over a real connection, with a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from auth.access import keys
from auth.core.permissions import Role
from auth.db.database import Database
from tests import newsroom
from tests.founded import OnceARun, database_of
from tests.serving import Served


@dataclass(frozen=True)
class Perspective:
    """A served API and a valid key."""

    served: Served
    key: str

    @property
    def url(self) -> str:
        """What clients take for Google's address."""
        return self.served.url


@pytest.fixture(scope="session")
def perspective(
    tmp_path_factory: pytest.TempPathFactory, once_a_run: OnceARun
) -> Iterator[Perspective]:
    """A served newsroom, with a key for the scope ``analyze``.

    It leaves out attributes that the model lacks, because some clients always request
    them. It trusts one proxy, because some clients need one.
    """
    served = Served(
        tmp_path_factory.mktemp("perspective") / "instance",
        settings={
            "PERSPECTIVE_MISSING_ATTRIBUTES": "leave-out",
            "TRUSTED_PROXY_HOPS": "1",
        },
    )
    once_a_run.found(served)
    key = key_in(database_of(served))
    served.start()
    yield Perspective(served, key)
    served.stop()


def key_in(database: Database) -> str:
    """Create an API key for the scope ``analyze``, with an admin who owns it."""
    with database.unit_of_work(write=True) as work:
        owner = newsroom.person(work.session, "Owner", now=work.now, role=Role.ADMIN)
        key = keys.create(
            work.session,
            name="coral",
            scopes=["analyze"],
            account_id=owner.account_id,
            now=work.now,
        )
    database.dispose()
    return key
