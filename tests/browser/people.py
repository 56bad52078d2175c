"""What people do in a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, Locator, Page, StorageState

from tests.serving import Served

ARTICLE = "/articles/air-strike-deir-ez-zour"
PASSWORD = "nineteen quiet herons"

STATES: dict[str, tuple[float, StorageState]] = {}
"""When each account logged in, by a clock that only goes forward, and its cookies."""

PROVED_FOR = 300
"""Seconds after which an account logs in again: some pages ask for a fresh password."""


def follow(link_or_button: Locator) -> None:
    """Click what leads to another page, and wait until that page has arrived.

    Chromium fails on a reload, a step back or a script while a page still arrives,
    and a page that is left at once may take the form that was sent with it.
    """
    with link_or_button.page.expect_navigation():
        link_or_button.click()


def register(page: Page, name: str, *, start: str = ARTICLE) -> None:
    """Open the registration form from an article, send it, and wait for the answer."""
    page.goto(start)
    follow(page.get_by_role("main").get_by_role("link", name="Register"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.lower()}@reader.example")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("main").get_by_role("button", name="Register"))


def confirm_address(page: Page, name: str) -> None:
    """Open the link in the registration mail, and confirm."""
    page.goto("/outbox")
    mail = page.locator("article", has_text=f"{name.lower()}@reader.example").first
    link = re.search(r"/verify/\S+", mail.inner_text())
    assert link is not None
    page.goto(link.group())
    follow(page.get_by_role("button", name="Yes, confirm my address"))


def sign_in(page: Page, instance_path: Path, role: str) -> None:
    """Log in as the demo's admin, moderator or reader."""
    page.goto("/login")
    give_password(page, instance_path, role)
    page.get_by_role("button", name="Log out").wait_for()


def signed_in(browser: Browser, site: Served, role: str) -> Page:
    """Return a page of the demo's account, which logs in once for all tests."""
    since, state = STATES.get(role, (0.0, None))
    if state is None or monotonic() - since > PROVED_FOR:
        page = browser.new_context(base_url=site.url).new_page()
        sign_in(page, site.instance_path, role)
        state = page.context.storage_state()
        STATES[role] = monotonic(), state
        page.context.close()
    return browser.new_context(base_url=site.url, storage_state=state).new_page()


def give_password(page: Page, instance_path: Path, role: str) -> None:
    """Fill in and send the log-in form on the current page."""
    stored = json.loads((instance_path / "demo-sign-ins.json").read_text())
    [(who, password)] = [each for each in stored.items() if each[0].startswith(role)]
    page.get_by_label("E-mail address").fill(who.partition(": ")[2])
    page.get_by_label("Password", exact=True).fill(password)
    follow(page.get_by_role("main").get_by_role("button", name="Log in"))


def post(page: Page, text: str) -> None:
    """Post a comment under the current article."""
    page.get_by_label("Your comment", exact=True).fill(text)
    follow(page.get_by_role("button", name="Post comment"))
