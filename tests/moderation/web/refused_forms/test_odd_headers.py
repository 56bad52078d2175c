"""Headers that hold no address are answered as those of another site."""

from __future__ import annotations

import pytest

from tests.calling import Newsroom

ODD = ["http://[", "http://[::1%", "http://a]b"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("header", ["Referer", "Origin"])
@pytest.mark.parametrize("path", ["/login", "/articles/truce/comments", "/embed/token"])
def test_a_form_with_an_odd_header_is_refused(
    called: Newsroom, path: str, header: str, odd: str
) -> None:
    reader, _ = called.person("Nour")

    answer = reader.client.post(path, headers={header: odd}, data={"text": "Words."})

    assert 400 <= answer.status_code < 500


def test_a_page_of_another_system_may_send_an_odd_address(called: Newsroom) -> None:
    answer = called.visitor().client.get("/embed/from/disqus?url=http://[")

    assert answer.status_code == 302
