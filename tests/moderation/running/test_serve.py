"""Where ``serve`` listens, and its message if it cannot."""

from __future__ import annotations

import socket

import pytest

from moderation.platform.config import Config
from moderation.platform.errors import SettingError
from moderation.running.serve import listening_on
from tests.serving import free_port


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104  What a container needs.
    ],
)
def test_serve_listens_on_the_configured_address(host: str, asked: str) -> None:
    with listening_on(host, free_port()) as listening:
        port = listening.getsockname()[1]

        with socket.create_connection((asked, port), timeout=5) as connection:
            assert connection.getpeername() == (asked, port)


def test_serve_listens_on_loopback_by_default() -> None:
    with listening_on(Config().host, free_port()) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_named() -> None:
    with listening_on("127.0.0.1", free_port()) as taken:
        port = taken.getsockname()[1]

        with (
            pytest.raises(SettingError, match=f"PORT={port} is in use"),
            listening_on("127.0.0.1", port),
        ):
            pass


def test_an_address_of_another_machine_is_named() -> None:
    with (
        pytest.raises(SettingError, match=r"HOST=192\.0\.2\.1 is not an address"),
        listening_on("192.0.2.1", free_port()),
    ):
        pass


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")],
)
def test_the_address_can_be_opened_in_a_browser(host: str, address: str) -> None:
    assert Config(host=host).address == address
