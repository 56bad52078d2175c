"""A moderator works by keyboard alone, and two moderators work side by side."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import at_desk, press, waiting
from tests.browser.looking import complaints, too_wide
from tests.browser.people import follow
from tests.serving import Served

FOCUSED = "[data-item]:focus"


def expect_focus(page: Page, text: str) -> None:
    """Wait until the focus is on the card with *text*."""
    card = page.locator(".card", has_text=text)
    expect(card).to_be_focused()


def test_a_moderators_hour_goes_by_keyboard_alone(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 6)
    page = at_desk(browser, site, view)
    texts = [each.strip() for each in page.locator(".comment-text").all_inner_texts()]

    press(page, "j", "j", "k")
    expect_focus(page, texts[0])
    press(page, "c")
    expect(page.locator(".card", has_text=texts[0])).to_contain_text("Yours until")
    expect_focus(page, texts[0])
    press(page, "a")
    expect(page.locator(".messages")).to_contain_text("Approved:")
    expect_focus(page, texts[1])
    press(page, "r", "1")
    expect(page.locator(".messages")).to_contain_text("Rejected:")
    expect_focus(page, texts[2])
    press(page, "s")
    expect_focus(page, texts[3])
    press(page, "n")
    page.keyboard.type("Please look as well.")
    press(page, "Escape")
    expect_focus(page, texts[3])
    press(page, "e")
    expect(page.locator(".messages")).to_contain_text("Escalated to another moderator:")
    expect_focus(page, texts[4])
    press(page, "u")
    expect(page.locator(".messages")).to_contain_text("Undone:")
    expect_focus(page, texts[3])
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Approve")
    press(page, "Escape")
    press(page, "/")
    expect(page.get_by_label("Words of the comment")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type(texts[5])
    press(page, "Enter")
    expect(page.locator(".card")).to_have_count(1)
    press(page, "j", "o")
    # A share of cards is blind and shows no scores, so the address tells the page.
    expect(page).to_have_url(re.compile(r"/queue/items/\d+"))
    press(page, "j", "a")
    expect(page.locator(".messages")).to_contain_text("Approved:")
    page.context.close()


def test_reviewing_one_by_one_never_loses_the_focus(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 3)
    page = at_desk(browser, site, view)
    seen = []

    press(page, "g")
    for _ in range(3):
        card = page.locator(FOCUSED)
        expect(card).to_have_count(1)
        seen.append(card.get_attribute("id"))
        press(page, "a")
        expect(page.locator(".messages")).to_contain_text("Approved:")

    expect(page.get_by_text("Nothing is left for you here")).to_be_visible()
    assert len(set(seen)) == 3
    expect(page.locator(f"{FOCUSED}, #queue:focus")).to_have_count(1)
    page.context.close()


def test_undoing_hands_back_the_item_to_whoever_reviews_one_by_one(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 2)
    page = at_desk(browser, site, view)

    press(page, "g")
    first = page.locator(FOCUSED).get_attribute("id")
    press(page, "a")
    expect(page.locator(".messages")).to_contain_text("Approved:")
    press(page, "u")

    expect(page.locator(".messages")).to_contain_text("Undone:")
    expect(page.get_by_role("heading", name="Reviewing")).to_be_visible()
    expect(page.locator(f"#{first}")).to_be_focused()
    expect(page.locator(f"#{first}")).to_contain_text("Yours until")
    page.context.close()


def test_the_reasons_are_seen_whole_on_a_low_screen(
    browser: Browser, site: Served
) -> None:
    page = at_desk(browser, site, waiting(browser, site, 3))
    page.set_viewport_size({"width": 1280, "height": 640})

    press(page, "j", "j", "r")

    reasons = page.locator(".card:focus-within .pick li")
    expect(reasons.first.get_by_role("button")).to_be_focused()
    expect(reasons.first).to_be_in_viewport(ratio=1)
    expect(reasons.last).to_be_in_viewport(ratio=1)
    page.context.close()


def test_a_sanction_follows_a_rejection_by_one_key(
    browser: Browser, site: Served
) -> None:
    page = at_desk(browser, site, waiting(browser, site, 1))

    press(page, "j", "r", "2")
    expect(page.locator(".messages")).to_contain_text("Rejected:")
    press(page, "x")

    expect(page.get_by_label("Sanction", exact=True)).to_be_focused()
    expect(page.get_by_label("Reason", exact=True)).to_have_value("threat")
    expect(page.get_by_label("Because of")).not_to_have_value("")
    assert complaints(page) == []
    page.context.close()


def test_two_moderators_are_handed_different_items_and_see_each_other(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 3)
    edith = at_desk(browser, site, view)
    ruth = at_desk(browser, site, view, "admin")
    texts = [each.strip() for each in edith.locator(".comment-text").all_inner_texts()]

    press(edith, "g")
    expect_focus(edith, texts[0])
    press(ruth, "g")
    expect_focus(ruth, texts[1])

    ruth.goto(view)
    card = ruth.locator(".card", has_text=texts[0])
    expect(card).to_contain_text("is looking at it.")
    expect(ruth.locator("[data-desk-people]")).to_contain_text("Also here")
    press(edith, "a")
    expect(edith.locator(".messages")).to_contain_text("Approved:")
    ruth.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(card).to_contain_text("has approved this.")
    # What Ruth still holds would be left out of a later batch.
    held = ruth.locator(".card", has_text=texts[1])
    follow(held.get_by_role("button", name="Give back"))
    expect(held.get_by_role("button", name="Claim")).to_be_visible()
    edith.context.close()
    ruth.context.close()


def test_a_decision_that_comes_too_late_is_told_who_was_first(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 2)
    edith = at_desk(browser, site, view)
    ruth = at_desk(browser, site, view, "admin")
    # On a slow machine her page would hear of the decision before she decides.
    ruth.route("**/api/v1/queue/presence", lambda route: route.abort())

    press(edith, "j", "a")
    expect(edith.locator(".messages")).to_contain_text("Approved:")
    press(ruth, "j", "r", "1")

    expect(ruth.locator(".messages")).to_contain_text("has already approved this")
    expect(ruth.locator(FOCUSED)).to_have_count(1)
    edith.context.close()
    ruth.context.close()


def test_a_range_is_chosen_by_handle_number_and_button_and_decided(
    browser: Browser, site: Served
) -> None:
    waiting(browser, site, 2)
    page = at_desk(browser, site, "/queue/batch?label=identity_attack&low=0&high=20")
    count = page.locator("[data-count]")

    follow(page.get_by_role("link", name="Likely against the rules"))
    expect(page.get_by_label("From")).to_have_value("80")
    page.get_by_label("Lowest score").focus()
    press(page, "ArrowRight", "ArrowRight")
    expect(page.get_by_label("From")).to_have_value("82")
    page.get_by_label("From").fill("93")
    press(page, "Tab")
    expect(page.get_by_label("Lowest score")).to_have_value("93")
    chosen = int(count.inner_text())
    assert chosen >= 2
    page.get_by_text("Reject them").click()
    follow(page.get_by_role("button", name="Attacks people"))

    # What other tests of the run left claimed is left out, and said.
    expect(page.get_by_text(re.compile(r"\b([2-9]|\d\d+) rejected\."))).to_be_visible()
    expect(page.get_by_text("Done.")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk_with_all_of_it_open(
    browser: Browser, site: Served, scheme: str
) -> None:
    view = waiting(browser, site, 2)
    page = at_desk(browser, site, view)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = []

    press(page, "j", "r")
    found += complaints(page)
    press(page, "Escape", "n", "Escape", "/")
    found += complaints(page)
    page.set_viewport_size({"width": 320, "height": 700})
    found += complaints(page) + too_wide(page)
    press(page, "Escape")
    page.goto("/queue/batch?label=toxicity&low=0&high=100")
    found += complaints(page) + too_wide(page)

    assert found == []
    page.context.close()
