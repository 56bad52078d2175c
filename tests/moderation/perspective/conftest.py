"""The API over a real connection, with a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.founded import OnceARun
from tests.serving import Served

OWNER = "owner@newsroom.example"


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
    served.flask("staff", "create", OWNER, "--name", "Owner")
    key = served.flask(
        "key", "create", "coral", "--scope", "analyze", "--owner", OWNER
    ).strip()
    served.start()
    yield Perspective(served, key)
    served.stop()
