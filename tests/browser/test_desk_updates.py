"""An open queue shows what has changed, and moves nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.desk import at_desk, press, waiting
from tests.browser.people import ARTICLE, follow, post, signed_in
from tests.serving import Served

PRESENCE = "**/api/v1/queue/presence"


def look(page: Page) -> None:
    """Make the page poll now, as when its tab comes to the front."""
    with page.expect_response(PRESENCE):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def look_in_vain(page: Page) -> None:
    """Make the page poll a server that is not reachable."""
    with page.expect_event("requestfailed"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_arrives_is_counted_and_shown_when_asked_for(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 1)
    page = at_desk(browser, site, view)
    mark = re.search(r"text=(\d+)", view)
    assert mark
    reader = signed_in(browser, site, "reader")
    reader.goto(ARTICLE)

    post(reader, f"vermin {mark[1]} later")

    arrived = page.locator("[data-desk-arrived] a")
    for _ in range(50):
        look(page)
        if arrived.count():
            break
        page.wait_for_timeout(100)
    expect(page.locator(".card")).to_have_count(1)
    expect(arrived).to_contain_text("new arrivals")
    follow(arrived)
    expect(page.locator(".card")).to_have_count(2)
    reader.context.close()
    page.context.close()


def test_a_card_says_that_its_text_was_changed_or_that_it_was_escalated(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 2)
    page = at_desk(browser, site, view)
    colleague = at_desk(browser, site, view, "admin")
    texts = page.locator(".card .comment-text").all_inner_texts()
    changed, escalated = (
        page.locator(".card", has_text=text.strip()) for text in texts
    )
    reader = signed_in(browser, site, "reader")
    reader.goto("/my-comments")
    own = reader.locator(".own-comment", has_text=texts[0].strip())
    follow(own.get_by_role("link", name="Edit"))
    reader.locator("#text").fill(f"{texts[0].strip()}, they said")
    follow(reader.get_by_role("main").get_by_role("button").first)

    press(colleague, "j", "j", "e")
    expect(colleague.locator(".messages")).to_contain_text("Escalated")
    look(page)

    expect(changed).to_contain_text("The author changed the text.")
    expect(escalated).to_contain_text("has escalated this.")
    for each in (page, colleague, reader):
        each.context.close()


@pytest.mark.parametrize(
    ("status", "words"),
    [(0, "The server cannot be reached."), (401, "You are logged out.")],
)
def test_a_queue_that_gets_no_answer_says_so_until_it_gets_one(
    browser: Browser, site: Served, status: int, words: str
) -> None:
    page = at_desk(browser, site, waiting(browser, site, 1))
    lost = page.locator("[data-desk-lost]")
    # Its first question is answered.
    page.wait_for_load_state("networkidle")

    def refuse(route: Route) -> None:
        if status:
            route.fulfill(status=status)
        else:
            route.abort()

    page.route(PRESENCE, refuse)
    for _ in range(2):
        (look if status else look_in_vain)(page)
    expect(lost).to_contain_text(words)

    page.unroute(PRESENCE)
    look(page)

    expect(lost).to_be_empty()
    page.context.close()
