"""A draft survives everything except being accepted and logging out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looking import complaints
from tests.browser.people import (
    ARTICLE,
    follow,
    give_password,
    sign_in,
    signed_in,
)
from tests.serving import Served

TYPED = "A thought that took\nan hour to write."


@pytest.fixture
def reader(browser: Browser, site: Served) -> Iterator[Page]:
    """The demo's reader, at an article."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, site.instance_path, "reader")
    page.goto(ARTICLE)
    yield page
    context.close()


def field(page: Page) -> Locator:
    return page.get_by_label("Your comment", exact=True)


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sid")


def test_a_session_that_ends_costs_nothing_and_the_draft_goes_once_it_is_sent(
    reader: Page, site: Served
) -> None:
    text = f"{TYPED} Once."
    field(reader).fill(text)
    end_session(reader)
    follow(reader.get_by_role("button", name="Post comment"))
    expect(reader.get_by_label("Your comment")).to_have_value(text)

    sign_in(reader, site.instance_path, "reader")
    reader.goto("/")
    follow(reader.locator(f'a[href="{ARTICLE}#comments"]').first)

    expect(field(reader)).to_have_value(text)
    follow(reader.get_by_role("button", name="Post comment"))
    expect(field(reader)).to_have_value("")
    reader.reload()
    expect(field(reader)).to_have_value("")


def test_a_draft_is_there_in_another_tab_and_gone_from_both_when_sent(
    reader: Page,
) -> None:
    field(reader).fill(f"{TYPED} Twice.")
    other = reader.context.new_page()
    other.goto(ARTICLE)
    expect(field(other)).to_have_value(f"{TYPED} Twice.")

    follow(other.get_by_role("button", name="Post comment"))

    reader.bring_to_front()
    reader.locator("h1").click()
    expect(field(reader)).to_have_value("")


def test_back_after_posting_does_not_offer_the_text_again(reader: Page) -> None:
    field(reader).fill(f"{TYPED} Posted for good.")
    follow(reader.get_by_role("button", name="Post comment"))

    reader.go_back()

    expect(field(reader)).to_have_value("")


def test_a_reply_that_was_begun_stands_open(reader: Page) -> None:
    opener = reader.locator("details.reply").first
    opener.locator("summary").click()
    opener.locator("textarea").fill("Half a reply")

    reader.reload()

    expect(reader.locator("details.reply[open] textarea")).to_have_value("Half a reply")


def test_logging_out_forgets_what_was_typed(reader: Page) -> None:
    field(reader).fill(TYPED)

    follow(reader.get_by_role("button", name="Log out"))

    kept = "Object.keys(localStorage).filter((name) => name.startsWith('draft:'))"
    assert reader.evaluate(kept) == []


def test_a_long_paste_is_not_cut_and_not_sent_until_it_fits(reader: Page) -> None:
    field(reader).fill("x" * 10_020)

    expect(reader.locator(".counter.over")).to_have_text("Over the limit by 20")
    reader.get_by_role("button", name="Post comment").click()

    assert len(field(reader).input_value()) == 10_020
    assert field(reader).evaluate("(area) => area.validationMessage") != ""
    assert reader.url.endswith(ARTICLE)


def test_what_was_refused_goes_out_after_logging_in_on_the_spot(
    reader: Page, site: Served
) -> None:
    field(reader).fill(f"{TYPED} On the spot.")
    end_session(reader)
    follow(reader.get_by_role("button", name="Post comment"))
    found = complaints(reader)

    give_password(reader, site.instance_path, "reader")
    found += complaints(reader)
    follow(reader.get_by_role("button", name="Post comment"))

    expect(reader.get_by_role("status")).to_contain_text("Thank you.")
    expect(field(reader)).to_have_value("")
    assert found == []


def test_a_form_that_is_too_large_stays_on_the_page(
    browser: Browser, site: Served
) -> None:
    page = signed_in(browser, site, "admin")
    page.goto("/admin/articles/new")
    page.get_by_label("Key").fill("too-large")
    page.get_by_label("Headline").fill("A long story")
    area = page.locator("#body_html")
    area.fill(TYPED)
    # A browser needs long to show the two million characters that are too many.
    page.evaluate("document.body.dataset.largestForm = 100")

    page.get_by_role("main").get_by_role("button", name="Register").click()

    assert page.url.endswith("/admin/articles/new")
    assert area.input_value() == TYPED
    assert "too long to send" in area.evaluate("(area) => area.validationMessage")
    page.context.close()
