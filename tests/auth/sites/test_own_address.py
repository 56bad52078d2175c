"""The address that a request asks for, as browsers write it."""

from __future__ import annotations

import pytest
from flask import Flask

from auth.sites.own_address import own_origin


@pytest.mark.parametrize("host", ["xn--80ak6aa92e.example", "xn--a", "localhost:8000"])
def test_the_origin_has_the_name_that_the_browser_sent(host: str) -> None:
    with Flask("test").test_request_context(headers={"Host": host}):
        assert own_origin() == f"http://{host}"
