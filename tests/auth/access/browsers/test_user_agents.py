from __future__ import annotations

import pytest

from auth.access.browsers.user_agents import name_of

MOZILLA = "Mozilla/5.0"
KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            f"{MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox on Linux",
        ),
        (
            (
                f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KHTML} Chrome/142.0.0.0"
                " Safari/537.36"
            ),
            "Chrome on Windows",
        ),
        (
            (
                f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KHTML} Chrome/142.0.0.0"
                " Safari/537.36 Edg/142.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/26.0 Safari/605.1.15"
            ),
            "Safari on Mac",
        ),
        (
            (
                f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X)"
                " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148"
                " Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X)"
                " AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148"
                " Safari/604.1"
            ),
            "Chrome on iPhone",
        ),
        (
            (
                f"{MOZILLA} (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15"
            ),
            "Firefox on iPad",
        ),
        (
            (
                f"{MOZILLA} (Linux; Android 16; SM-S921B) {KHTML} SamsungBrowser/29.0"
                " Chrome/136.0.0.0 Mobile Safari/537.36"
            ),
            "Samsung Internet on Android",
        ),
        (
            f"{MOZILLA} (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
            "Firefox on Android",
        ),
        (
            (
                f"{MOZILLA} (X11; CrOS x86_64 16433.41.0) {KHTML} Chrome/142.0.0.0"
                " Safari/537.36"
            ),
            "Chrome on ChromeOS",
        ),
        (
            (
                f"{MOZILLA} (X11; Linux x86_64) {KHTML} Chrome/142.0.0.0 Safari/537.36"
                " OPR/124.0.0.0"
            ),
            "Opera on Linux",
        ),
        ("curl/8.16.0", "curl"),
        ("python-requests/2.32.5", "A Python program"),
        (f"{MOZILLA} (Windows NT 10.0) Something/1.0", "A browser on Windows"),
        ("", "An unknown browser"),
        ("<script>alert(1)</script>", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(said: str, named: str) -> None:
    assert name_of(said) == named
