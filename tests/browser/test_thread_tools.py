"""What scripts add to a thread: a link to copy, replies that stay collapsed, a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from auth.core.models import Site
from tests.browser.people import ARTICLE, follow, signed_in
from tests.founded import database_of
from tests.serving import Served

MOST_REPLIED = f"{ARTICLE}?sort=most_replied"
"""In this order, comments of other tests never push a thread to the next page."""


def test_a_link_is_copied_and_collapsed_replies_stay_so_until_one_is_wanted(
    browser: Browser, site: Served
) -> None:
    context = browser.new_context(
        base_url=site.url, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(MOST_REPLIED)
    replies = page.locator("details.thread-replies:has(.copy-link)").first
    reply = replies.locator(".comment:has(.copy-link)").first
    reply.locator(".more-actions > summary").click()
    reply.get_by_role("button", name="Copy link").click()
    expect(reply.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")

    replies.locator(":scope > summary").press("Enter")
    page.wait_for_function("localStorage.getItem('ceasefire-collapsed') !== '[]'")
    page.reload()
    expect(replies).not_to_have_attribute("open", "")
    page.goto(f"{MOST_REPLIED}#{reply.get_attribute('id')}")
    page.reload()

    expect(reply).to_be_visible()
    assert re.fullmatch(rf"{site.url}/comments/\d+", link)
    context.close()


def test_the_menu_of_a_comment_opens_by_key_and_closes_with_escape(page: Page) -> None:
    page.goto(MOST_REPLIED)
    first, second = (page.locator(".more-actions").nth(number) for number in (0, 1))
    name = first.locator("summary")

    name.press("Enter")
    expect(first.get_by_role("link", name="Illegal?")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(first).not_to_have_attribute("open", "")
    expect(name).to_be_focused()
    name.press("Enter")
    second.locator("summary").click()
    expect(second.get_by_role("link", name="Illegal?")).to_be_visible()
    expect(first).not_to_have_attribute("open", "")


def test_ctrl_and_enter_post_what_was_previewed(browser: Browser, site: Served) -> None:
    page = signed_in(browser, site, "reader")
    page.goto(ARTICLE)
    page.get_by_label("Your comment", exact=True).fill("The *winter* is near.")
    follow(page.get_by_role("button", name="Preview").first)
    expect(page.locator(".preview em")).to_have_text("winter")

    with page.expect_navigation():
        page.get_by_label("Your comment").press("Control+Enter")

    expect(page.locator(".own-comment", has_text="is near")).to_be_focused()
    expect(page.get_by_label("Your comment", exact=True)).to_have_value("")
    page.context.close()


@pytest.fixture
def without_help(site: Served) -> Iterator[Served]:
    """A site without help with writing."""
    database = database_of(site)

    def switch(*, on: bool) -> None:
        with database.unit_of_work(write=True) as work:
            work.session.execute(
                update(Site).values(has_previews=on, version=Site.version + 1)
            )

    switch(on=False)
    yield site
    switch(on=True)
    database.dispose()


def test_a_site_can_do_without_help_with_writing(
    browser: Browser, without_help: Served
) -> None:
    page = signed_in(browser, without_help, "reader")
    page.goto(ARTICLE)
    text = page.get_by_label("Your comment", exact=True)
    nearly_full = "A" * 9_900
    text.fill(nearly_full)

    text.press("Control+Enter")

    expect(page.get_by_role("button", name="Preview")).to_have_count(0)
    expect(page.locator(".counter").first).to_have_text("")
    expect(text).to_have_value(nearly_full)
    text.fill("A" * 20_000)
    expect(page.locator(".counter").first).not_to_have_text("")
    page.context.close()
