from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.people import (
    ARTICLE,
    confirm_address,
    follow,
    post,
    register,
    sign_in,
    signed_in,
)
from tests.serving import Served

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on"
    " the site to be automatically logged in."
)


def test_a_reader_who_refreshes_the_thank_you_page_is_logged_in(page: Page) -> None:
    register(page, "Refresher")
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)

    page.reload()

    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    expect(page.get_by_role("heading", name="Welcome, Refresher")).to_be_visible()


def test_a_reader_who_moves_to_another_page_is_logged_in_there(page: Page) -> None:
    register(page, "Mover")

    follow(page.get_by_role("link", name="Back to the article"))

    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    assert page.url.endswith(ARTICLE)


def test_a_comment_appears_once_its_author_has_confirmed_the_address(
    page: Page,
) -> None:
    register(page, "Confirmer")
    follow(page.get_by_role("link", name="Back to the article"))
    post(page, "Let the lorries through.")
    expect(page.get_by_role("status")).to_contain_text("confirm your e-mail address")

    confirm_address(page, "Confirmer")

    expect_published(page, "Let the lorries through.")


def test_a_held_comment_appears_once_a_moderator_approves_it(
    page: Page, browser: Browser, site: Served
) -> None:
    register(page, "Shouter")
    confirm_address(page, "Shouter")
    page.goto(ARTICLE)
    post(page, "My neighbour called us vermin, and nobody said a word.")
    desk = signed_in(browser, site, "moderator")
    # The queue may be longer than a page by now.
    expect_on(desk, "/queue?text=neighbour", "li.card", "nobody said a word")
    card = desk.locator("li.card", has_text="nobody said a word")
    expect(card).to_contain_text("hold from 0.60")

    follow(card.get_by_role("button", name="Approve"))

    expect_published(page, "nobody said a word")
    desk.context.close()


def test_a_changed_threshold_judges_the_next_comment(
    page: Page, browser: Browser, site: Served
) -> None:
    desk = browser.new_context(base_url=site.url).new_page()
    sign_in(desk, site.instance_path, "admin")
    desk.goto("/admin/profiles/conflict")
    desk.locator("details.threshold > summary", has_text="Insult:").click()
    desk.get_by_label("Insult: Hold from", exact=True).fill("0.75")
    desk.get_by_label("Insult: Flag from", exact=True).fill("0.5")
    desk.get_by_label("Why you change it").fill("Too many insults get through.")
    follow(desk.get_by_role("button", name="Save as version 2"))
    expect(desk.locator(".messages")).to_contain_text("Saved as version 2")
    desk.context.close()
    register(page, "Tester")
    confirm_address(page, "Tester")
    page.goto(ARTICLE)

    post(page, "Only an idiot believes either of them.")

    expect_on(page, "/my-comments", "main", "A moderator will read it")


def expect_published(page: Page, text: str) -> None:
    """Reload the article until the classifier has published the comment."""
    expect_on(page, ARTICLE, "ol.threads", text)


def expect_on(page: Page, path: str, place: str, text: str) -> None:
    """Reload until *text* is in *place*."""
    found = page.locator(place, has_text=text)
    for _ in range(100):
        page.goto(path)
        if found.count():
            return
        page.wait_for_timeout(100)
    expect(found).to_be_visible()
