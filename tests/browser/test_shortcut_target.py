"""Shortcuts act only on the card that is marked on the screen."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import at_desk, press, waiting
from tests.browser.people import follow
from tests.serving import Served

CURRENT = ".card[data-shortcut-target]"


def low_desk(browser: Browser, site: Served) -> Page:
    """Open a queue of four cards in a window that is too low for two of them."""
    page = at_desk(browser, site, waiting(browser, site, 4))
    page.set_viewport_size({"width": 1280, "height": 420})
    return page


def text_of(card: Locator) -> str:
    return card.locator(".comment-text").inner_text().strip()


def wheel_to(page: Page, card: Locator) -> None:
    """Turn the wheel until the card begins at the top of the window."""
    page.mouse.move(300, 200)
    page.mouse.wheel(0, card.bounding_box()["y"])  # type: ignore[index]
    expect(card).to_have_attribute("data-shortcut-target", "")


def said(page: Page) -> Locator:
    return page.locator(".messages")


def test_after_the_wheel_a_key_decides_the_card_on_the_screen(
    browser: Browser, site: Served
) -> None:
    page = low_desk(browser, site)
    third = page.locator(".card").nth(2)
    text = text_of(third)

    press(page, "j")
    wheel_to(page, third)
    press(page, "a")

    expect(said(page)).to_contain_text(f"Approved: “{text}”")
    page.context.close()


def test_after_going_back_a_key_decides_the_card_on_the_screen(
    browser: Browser, site: Served
) -> None:
    page = low_desk(browser, site)
    third = page.locator(".card").nth(2)
    wheel_to(page, third)
    follow(third.get_by_role("link", name="Everything about it"))

    page.go_back()
    page.wait_for_load_state()
    current = page.locator(CURRENT)
    expect(current).to_be_in_viewport(ratio=0.3)
    text = text_of(current)
    press(page, "a")

    expect(said(page)).to_contain_text(f"Approved: “{text}”")
    page.context.close()


def test_where_no_card_is_on_the_screen_a_key_does_nothing(
    browser: Browser, site: Served
) -> None:
    page = low_desk(browser, site)
    follow(page.locator(".card").first.get_by_role("link", name="Everything about it"))
    page.set_viewport_size({"width": 1280, "height": 300})
    page.locator(".card").scroll_into_view_if_needed()
    expect(page.locator(CURRENT)).to_have_count(1)

    page.mouse.move(300, 200)
    page.mouse.wheel(0, 10_000)
    expect(page.locator(CURRENT)).to_have_count(0)
    address = page.url
    press(page, "a", "r", "1", "e", "s", "c")

    expect(page.get_by_role("button", name="Approve")).to_have_count(1)
    assert page.url == address
    page.context.close()


def test_the_message_offers_to_undo_what_it_names_and_the_focus_comes_back_to_it(
    browser: Browser, site: Served
) -> None:
    page = low_desk(browser, site)
    text = text_of(page.locator(".card").first)

    press(page, "j", "r", "1")
    expect(said(page)).to_contain_text(f"Rejected: “{text}”")
    follow(said(page).get_by_role("button", name="Undo"))

    expect(said(page)).to_contain_text(f"Undone: “{text}”")
    expect(page.locator(".card", has_text=text)).to_be_focused()
    page.context.close()
