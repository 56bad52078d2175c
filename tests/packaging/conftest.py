"""A newsroom in a separate process, as a proxy or a health check reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Served

HOST = "comments.example.org"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    newsroom = Served(
        tmp_path_factory.mktemp("served") / "instance",
        {"BASE_URL": f"https://{HOST}", "TRUSTED_PROXY_HOPS": "1"},
    )
    newsroom.flask("setup")
    newsroom.start()
    yield newsroom
    newsroom.stop()
