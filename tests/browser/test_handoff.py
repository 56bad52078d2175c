"""The hand-off of a registration, in a real browser."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.people import ARTICLE, follow, register
from tests.founded import OnceARun
from tests.serving import Served

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on"
    " the site to be automatically logged in."
)

SPECULATE = """([rule, path]) => {
    const script = document.createElement("script");
    script.type = "speculationrules";
    script.textContent = JSON.stringify(
        {[rule]: [{source: "list", urls: [path], eagerness: "immediate"}]});
    document.head.append(script);
}"""


class OtherSite(BaseHTTPRequestHandler):
    """A page on another site that uses ours in every possible way."""

    target = ""

    def do_GET(self) -> None:
        """Answer every path with the page."""
        page = (
            f'<img src="{self.target}"><iframe src="{self.target}"></iframe>'
            f'<link rel="prefetch" href="{self.target}">'
            f'<a href="{self.target}">to the site</a>'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, once_a_run: OnceARun
) -> Iterator[Served]:
    """A newsroom for this file only: one network may register ten times an hour."""
    served = Served(tmp_path_factory.mktemp("handoff"))
    once_a_run.found(served)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def other_site(site: Served) -> Iterator[str]:
    """The address of another site: ``localhost`` differs from 127.0.0.1."""
    handler = type("Handler", (OtherSite,), {"target": site.url})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def is_logged_in(page: Page) -> bool:
    return page.get_by_role("button", name="Log out").count() == 1


def cookie(page: Page, name: str) -> str | None:
    found = [each for each in page.context.cookies() if each["name"] == name]
    return found[0]["value"] if found else None


def test_a_refresh_asks_about_no_form_and_logs_in(page: Page) -> None:
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", note)
    register(page, "Plain")
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    assert not is_logged_in(page)
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))

    page.reload()

    expect(page.get_by_role("heading", name="Welcome, Plain")).to_be_visible()
    assert set(methods) == {"GET"}
    assert asked == []


def test_what_another_site_embeds_does_not_use_the_ticket_up(
    page: Page, other_site: str
) -> None:
    register(page, "Embedded")

    page.goto(other_site)
    page.wait_for_load_state("networkidle")

    assert cookie(page, "handoff")
    assert cookie(page, "sid") is None


def test_a_reload_after_arriving_from_another_site_logs_in(
    page: Page, other_site: str
) -> None:
    register(page, "Arriver")
    ticket = page.context.cookies()
    page.goto(other_site)
    page.context.clear_cookies()
    follow(page.get_by_role("link", name="to the site"))
    page.context.add_cookies(ticket)  # type: ignore[arg-type]  # As they were read.

    page.reload()

    assert is_logged_in(page)


@pytest.mark.parametrize("rule", ["prefetch", "prerender"])
def test_a_page_fetched_ahead_does_not_use_the_ticket_up(
    browser: Browser, site: Served, rule: str
) -> None:
    # The rules below stand in the page, which our own policy would not let them.
    page = browser.new_context(base_url=site.url, bypass_csp=True).new_page()
    register(page, f"Ahead{rule}")
    fetched: list[str] = []
    listener = page.context.new_cdp_session(page)
    listener.on(
        f"Preload.{rule}StatusUpdated", lambda event: fetched.append(event["status"])
    )
    listener.send("Preload.enable")

    page.evaluate(SPECULATE, [rule, ARTICLE])
    for _ in range(50):
        page.wait_for_timeout(100)
        if "Failure" in fetched:
            break

    assert "Failure" in fetched
    assert cookie(page, "handoff")
    assert cookie(page, "sid") is None
    follow(page.get_by_role("link", name="Back to the article"))
    assert is_logged_in(page)
    page.context.close()


def test_the_back_button_shows_nothing_private_after_the_log_out(page: Page) -> None:
    register(page, "Leaver")
    page.goto("/account")
    expect(page.get_by_role("main")).to_contain_text("leaver@reader.example")
    follow(page.get_by_role("button", name="Log out"))

    page.go_back()

    expect(page.get_by_text("leaver@reader.example")).to_have_count(0)


def test_the_browsers_own_cache_keeps_no_page_from_before_the_log_in(
    page: Page,
) -> None:
    page.goto(ARTICLE)
    register(page, "Cached")
    follow(page.get_by_role("link", name="Back to the article"))

    page.go_back()
    page.go_forward()

    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_no_address_that_the_browser_asks_for_or_tells_holds_a_secret(
    page: Page,
) -> None:
    told: list[str] = []
    page.on(
        "request",
        lambda asked: told.append(f"{asked.url} {asked.all_headers().get('referer')}"),
    )
    register(page, "Secretive")
    secrets = {str(each["value"]) for each in page.context.cookies()}
    page.reload()
    secrets |= {str(each["value"]) for each in page.context.cookies()}
    page.goto(ARTICLE)

    parts = {part for each in secrets for part in each.split(".") if len(part) >= 8}
    assert len(parts) >= 4
    assert [part for part in parts if part in "".join(told)] == []


def test_the_address_of_a_mailed_link_is_told_to_nobody(page: Page) -> None:
    register(page, "Careful")
    page.goto("/outbox")
    mail = page.locator("article", has_text="careful@reader.example").first
    link = re.search(r"/verify/\S+", mail.inner_text())
    assert link
    referrers: list[str] = []
    page.on(
        "request",
        lambda asked: referrers.append(asked.all_headers().get("referer") or ""),
    )

    page.goto(link.group())
    follow(page.get_by_role("button", name="Yes, confirm my address"))

    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")
    assert len(referrers) > 2
    assert [each for each in referrers if "/verify/" in each] == []


def test_a_browser_that_refuses_cookies_gets_a_hint_and_goes_in_no_circles(
    browser: Browser, site: Served, tmp_path: Path
) -> None:
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, base_url=site.url
    )
    page = context.new_page()
    asked: list[str] = []

    register(page, "Forgetful")
    expect(page.get_by_role("main")).to_contain_text("Please allow cookies")
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto("/register/thanks")

    expect(page.get_by_role("main")).to_contain_text(
        "your browser may be blocking cookies"
    )
    assert not is_logged_in(page)
    assert asked.count("document") == 1
    context.close()


def test_refreshing_once_more_after_logging_in_changes_nobody(page: Page) -> None:
    register(page, "Twice")
    page.reload()
    session = cookie(page, "sid")

    page.reload()

    assert cookie(page, "sid") == session
    assert cookie(page, "handoff") is None
