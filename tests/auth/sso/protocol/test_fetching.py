"""Fetching from addresses that others choose: only public ones, small and quick."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response, redirect
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from auth.core.errors import UnavailableError
from auth.sso.protocol import fetching
from auth.sso.protocol.fetching import fetch_json


@contextmanager
def served(view: Callable[[], ResponseReturnValue]) -> Iterator[str]:
    app = Flask("elsewhere")
    app.add_url_rule("/", view_func=view)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://93.184.215.14/",
        "file:///etc/passwd",
        "ftp://login.example/",
    ],
)
def test_nothing_is_fetched_from_the_house_network_or_without_tls(url: str) -> None:
    with pytest.raises(UnavailableError):
        fetch_json(url, allows_private=False)


def test_http_is_for_the_house_network_alone() -> None:
    with pytest.raises(UnavailableError):
        fetch_json("http://93.184.215.14/", allows_private=True)


def test_what_an_admin_allows_in_the_house_network_is_fetched() -> None:
    with served(lambda: {"keys": []}) as url:
        assert fetch_json(url, allows_private=True) == {"keys": []}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: redirect("http://127.0.0.1:1/"), id="a redirect"),
        pytest.param(lambda: ("{}", 500), id="an error"),
        pytest.param(lambda: "no json", id="no JSON"),
        pytest.param(lambda: "[]", id="a list"),
        pytest.param(
            lambda: Response(
                '{"a": "' + "b" * fetching.MOST_BYTES + '"}',
                mimetype="application/json",
            ),
            id="too much",
        ),
    ],
)
def test_an_answer_that_is_of_no_use_is_refused(
    answer: Callable[[], ResponseReturnValue],
) -> None:
    with served(answer) as url, pytest.raises(UnavailableError):
        fetch_json(url, allows_private=True)


def test_a_slow_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "ALL_SECONDS", -1.0)

    with served(lambda: {"keys": []}) as url, pytest.raises(UnavailableError):
        fetch_json(url, allows_private=True)
