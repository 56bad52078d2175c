"""Headers of proxies are trusted only as far as the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from tests.calling import Newsroom, founded

PATHS = ("/", "/login", "/nothing", "/api/v1/nothing", "/v1alpha1/nothing")


@pytest.fixture
def behind_one(sqlite_database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom behind one proxy."""
    config = config_for_tests(tmp_path, trusted_proxy_hops=1)
    return founded(create_app(config, Parts(sqlite_database)), sqlite_database)


def get(newsroom: Newsroom, path: str, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return newsroom.visitor().client.get(path, headers=sent)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    [
        "a b",
        "a/b",
        "a@b",
        "<script>",
        "a\\b",
        "a:b",
        "a:123456",
        "[::1",
        "é",
        "a" * 300,
    ],
)
def test_an_invalid_host_is_answered_400(
    called: Newsroom, path: str, host: str
) -> None:
    answer = get(called, path, Host=host)

    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "[::1]:80", "a_b.c"])
def test_a_valid_host_is_served(called: Newsroom, host: str) -> None:
    assert get(called, "/login", Host=host).status_code == 200


def test_a_prefix_that_the_proxy_names_stands_before_every_link(
    behind_one: Newsroom,
) -> None:
    page = get(behind_one, "/login", X_Forwarded_Prefix="/talk").get_data(as_text=True)

    assert 'href="/talk/' in page
    assert 'href="/static' not in page


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", "/<b>", "talk"])
def test_a_prefix_that_could_lead_elsewhere_is_answered_400(
    behind_one: Newsroom, prefix: str
) -> None:
    assert get(behind_one, "/login", X_Forwarded_Prefix=prefix).status_code == 400


def test_without_proxies_nobody_names_a_prefix(called: Newsroom) -> None:
    page = get(called, "/login", X_Forwarded_Prefix="/talk").get_data(as_text=True)

    assert "/talk/" not in page


@pytest.mark.parametrize("path", ["/articles/truce", "/login", "/static/js/time.js"])
@pytest.mark.parametrize("cookie", ["old=caf\xe9", "caf\xe9=1; b=\xff\xfe", "\xe2\x82"])
def test_a_cookie_of_another_program_keeps_nobody_from_a_page(
    called: Newsroom, path: str, cookie: str
) -> None:
    client = called.app.test_client(use_cookies=False)

    with client.get(path, headers={"Cookie": cookie}) as answer:
        assert answer.status_code == 200


def test_a_reader_stays_logged_in_beside_such_a_cookie(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    mine = reader.client.get_cookie("sid")
    assert mine is not None
    client = called.app.test_client(use_cookies=False)

    page = client.get("/account", headers={"Cookie": f"old=caf\xe9; sid={mine.value}"})

    assert page.status_code == 200
