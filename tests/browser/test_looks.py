from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import complaints, too_wide
from tests.browser.people import ARTICLE, post, sign_in, signed_in
from tests.serving import Served

NOT_A_PAGE = re.compile(r"^/(api|static|embed|auth)/|\.(xml|json|csv|atom)$|^/metrics")
A_NAME = re.compile(r"/\d+|(?<=/readers)/[^/]+|(?<=/articles)/[^/]+")
PAGES_AT_MOST = 40


def kind(path: str) -> str:
    """Return the form of *path* that all pages of one kind share."""
    return A_NAME.sub("/…", path)


def walk(page: Page, start: str) -> Iterator[str]:
    """Open one page of each kind that links lead to from *start*; yield its path.

    The page is open, in light and wide, while its path is in use.
    """
    found = {kind(start)}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        for link in links:
            parts = urlsplit(urldefrag(link).url)
            is_ours = parts.netloc == urlsplit(page.url).netloc
            if not is_ours or NOT_A_PAGE.search(parts.path):
                continue
            if kind(parts.path) not in found and len(found) < PAGES_AT_MOST:
                found.add(kind(parts.path))
                waiting.append(parts.path)
        yield path


def queue_with_work(browser: Browser, site: Served) -> Page:
    """Post three comments that are held, and open the queue as a moderator."""
    reader = signed_in(browser, site, "reader")
    # Short, so that they do not count as near-duplicates of each other.
    mark = time.time_ns() % 10**9
    for number in (1, 2, 3):
        reader.goto(ARTICLE)
        post(reader, f"vermin {mark} {number}")
    page = signed_in(browser, site, "moderator")
    # The whole queue may be longer than a page by now.
    page.goto(f"/queue?text={mark}&order=oldest")
    for _ in range(50):
        if page.locator(".card", has_text=str(mark)).count() == 3:
            break
        page.wait_for_timeout(100)
        page.reload()
    return page


@pytest.mark.parametrize("role", ["nobody", "reader", "moderator", "admin"])
def test_axe_finds_nothing_on_any_page_light_or_dark_wide_or_narrow(
    browser: Browser, site: Served, role: str
) -> None:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    if role != "nobody":
        sign_in(page, site.instance_path, role)
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for _ in walk(page, "/"):
        found += complaints(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 700})
        found += complaints(page) + too_wide(page)
    context.close()

    assert found == []


def test_the_queue_is_worked_by_keys_and_the_focus_stays_on_it(
    browser: Browser, site: Served
) -> None:
    page = queue_with_work(browser, site)
    cards = page.locator("[data-shortcut-item]")
    second, third = cards.nth(1), cards.nth(2).get_attribute("id")
    text = second.locator(".comment-text").inner_text()

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("r")
    expect(second.get_by_role("button", name="Attacks people")).to_be_focused()
    page.keyboard.press("3")

    expect(page.locator(".messages")).to_contain_text("Rejected:")
    expect(page.locator(".card .comment-text", has_text=text)).to_have_count(0)
    expect(page.locator(f"#{third}")).to_be_focused()


def test_shortcuts_can_be_switched_off(browser: Browser, site: Served) -> None:
    page = queue_with_work(browser, site)

    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")

    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()


def test_a_draft_outlives_a_reload(browser: Browser, site: Served) -> None:
    page = signed_in(browser, site, "reader")
    page.goto(ARTICLE)
    page.get_by_label("Your comment", exact=True).fill("A thought half written")

    page.reload()

    expect(page.get_by_label("Your comment", exact=True)).to_have_value(
        "A thought half written"
    )
