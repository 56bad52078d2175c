"""A moderator at the queue, in a browser."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page, expect

from tests.browser.people import ARTICLE, post, signed_in
from tests.serving import Served


def waiting(browser: Browser, site: Served, count: int) -> str:
    """Have *count* comments wait, and return the address of the view of them."""
    reader = signed_in(browser, site, "reader")
    # Short, so that they do not count as near-duplicates of each other.
    mark = str(time.time_ns() % 10**9)
    for number in range(count):
        reader.goto(ARTICLE)
        post(reader, f"vermin {mark} {number}")
    view = f"/queue?text={mark}&order=oldest"
    desk = at_desk(browser, site, view)
    for _ in range(100):
        if desk.locator(".card").count() == count:
            break
        desk.wait_for_timeout(100)
        desk.reload()
    expect(desk.locator(".card")).to_have_count(count)
    reader.context.close()
    desk.context.close()
    return view


def at_desk(browser: Browser, site: Served, view: str, who: str = "moderator") -> Page:
    """Open the queue as a member of staff."""
    page = signed_in(browser, site, who)
    page.goto(view)
    return page


def press(page: Page, *keys: str) -> None:
    """Press keys once the current page has loaded its scripts."""
    for key in keys:
        page.wait_for_load_state()
        page.keyboard.press(key)
