"""A URL that somebody sent is taken apart, whatever it is."""

from __future__ import annotations

import pytest

from auth.core.network.url_parts import NOTHING, url_parts


@pytest.mark.parametrize(
    "url", ["http://[", "http://]", "//[::1", "http://\u2100.example"]
)
def test_what_cannot_be_read_has_no_parts(url: str) -> None:
    assert url_parts(url) == NOTHING


def test_an_address_has_its_parts() -> None:
    parts = url_parts("https://cms.example:8443/hooks?x=1")

    assert (parts.netloc, parts.path) == ("cms.example:8443", "/hooks")
