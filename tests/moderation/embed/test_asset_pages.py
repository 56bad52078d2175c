"""The script and the style sheet that every publisher's page gets."""

from __future__ import annotations

import gzip

import pytest

from tests.calling import Newsroom

LARGEST = 3_000
ASSETS = ("/embed.js", "/embed/auto.css")


def test_the_script_is_small(called: Newsroom) -> None:
    script = called.visitor().client.get("/embed.js").data

    assert len(gzip.compress(script)) <= LARGEST


@pytest.mark.parametrize("path", ASSETS)
def test_caches_may_share_it_between_all_readers(called: Newsroom, path: str) -> None:
    rita, _ = called.person("Rita")

    headers = rita.client.get(path).headers

    assert headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")


@pytest.mark.parametrize(
    ("theme", "scheme"),
    [("auto", "light dark"), ("light", "light"), ("dark", "dark")],
)
def test_a_theme_fixes_the_scheme(called: Newsroom, theme: str, scheme: str) -> None:
    sheet = called.visitor().client.get(f"/embed/{theme}.css").text

    assert f"color-scheme: {scheme};" in sheet
    assert ("prefers-color-scheme" in sheet) == (theme == "auto")


def test_no_script_of_ours_tells_every_origin(called: Newsroom) -> None:
    client = called.visitor().client

    for path in ("/embed.js", "/static/js/frame.js"):
        with client.get(path) as answer:
            script = answer.get_data(as_text=True)
        assert "postMessage(" in script
        assert '"*"' not in script
        assert "'*'" not in script
