"""What only a browser shows: places, time zones, and what changes in an open page."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import ARTICLE, PASSWORD, follow, post, register, signed_in
from tests.serving import Served

FIRST = '<time id="first" data-local="day" datetime="2026-12-01T12:00:00Z"></time>'

PUBLISHED = """() => [...document.querySelectorAll(".comment, .own-comment")].some(
    (each) => each.innerText.includes("asked the drivers")
        && (each.matches(".comment") || each.dataset.state === "published"))"""
"""The reply was published before its page arrived, or its state has changed since."""


def test_a_reader_lands_on_the_new_comment_and_sees_there_what_becomes_of_it(
    browser: Browser, site: Served
) -> None:
    page = signed_in(browser, site, "reader")
    page.goto(ARTICLE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)

    post(page, "Let the lorries through before the winter.")

    own = page.locator(".own-comment", has_text="before the winter")
    expect(own).to_be_focused()
    expect(own.locator(".state")).to_contain_text("Published.")
    expect(own.get_by_role("link", name="Show it")).to_be_visible()
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    page.context.close()


def test_the_page_of_a_thread_offers_a_new_reply_to_others_who_read_it(
    browser: Browser, site: Served
) -> None:
    page = signed_in(browser, site, "reader")
    other = browser.new_context(base_url=site.url).new_page()
    other.clock.install()
    page.goto(f"{ARTICLE}?sort=most_replied")
    thread = page.locator(".more-actions a[href*='/threads/']").first
    address = thread.get_attribute("href") or ""
    for each in (page, other):
        each.goto(address)

    page.locator(".reply > summary").first.click()
    page.locator(".reply textarea").first.fill("Nobody asked the drivers.")
    follow(page.locator(".reply").first.get_by_role("button", name="Post reply"))

    expect(page.get_by_text("Nobody asked the drivers.")).to_be_visible()
    assert "/threads/" in page.url
    page.wait_for_function(PUBLISHED)
    other.clock.fast_forward(15_000)
    other.get_by_role("link", name="Show new comments (1)").click()
    expect(other.get_by_text("Nobody asked the drivers.")).to_be_visible()
    for each in (page, other):
        each.context.close()


def test_times_are_shown_in_the_readers_own_zone(
    browser: Browser, site: Served
) -> None:
    context = browser.new_context(base_url=site.url, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(ARTICLE)
    moment = page.locator(".article .byline time")

    expect(moment).not_to_contain_text("UTC")
    expect(moment).to_have_attribute("title", re.compile(r"GMT\+9$|JST$"))
    context.close()


def test_french_writes_the_first_of_a_month_as_an_ordinal(
    browser: Browser, site: Served
) -> None:
    def in_french(route: Route) -> None:
        answer = route.fetch()
        page = re.sub(r'<html lang="[^"]+"', '<html lang="fr"', answer.text())
        route.fulfill(response=answer, body=page.replace("</main>", f"{FIRST}</main>"))

    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.route(f"**{ARTICLE}", in_french)
    page.goto(ARTICLE)

    expect(page.locator("#first")).to_have_text("1er décembre 2026")
    context.close()


def test_a_copy_of_ones_data_can_be_downloaded_twice(page: Page) -> None:
    register(page, "Copyist")
    page.goto("/account/data")
    page.get_by_label("Your password").first.fill(PASSWORD)

    for _ in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        assert download.value.suggested_filename.endswith(".zip")
