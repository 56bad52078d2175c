"""A newsroom in a separate process, as a proxy or a health check reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.founded import OnceARun
from tests.serving import Served

HOST = "comments.example.org"


@pytest.fixture(scope="session")
def served(
    tmp_path_factory: pytest.TempPathFactory, once_a_run: OnceARun
) -> Iterator[Served]:
    newsroom = Served(
        tmp_path_factory.mktemp("served") / "instance",
        {"BASE_URL": f"https://{HOST}", "TRUSTED_PROXY_HOPS": "1"},
    )
    once_a_run.found(newsroom)
    newsroom.start()
    yield newsroom
    newsroom.stop()
