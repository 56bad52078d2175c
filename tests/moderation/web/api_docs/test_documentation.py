"""The OpenAPI document, which is made when it is first read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.calling import Newsroom

READERS = 4


def test_the_first_readers_at_once_all_get_the_whole_document(called: Newsroom) -> None:
    start = Barrier(READERS)

    def read(_: int) -> Any:
        start.wait()
        return called.visitor().get("/openapi.json").get_json()

    with ThreadPoolExecutor(READERS) as readers:
        first, *others = readers.map(read, range(READERS))

    assert all(other == first for other in others)
    assert "/api/v1/articles/{key}" in first["paths"]
