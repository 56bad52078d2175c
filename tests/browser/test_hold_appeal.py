"""An author asks for a review of a comment that is held, and a moderator reads why."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.desk import at_desk, waiting
from tests.browser.looking import looked_at
from tests.browser.people import follow
from tests.serving import Served


def test_the_authors_explanation_is_shown_where_a_held_comment_is_decided(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 1)
    desk = at_desk(browser, site, view)
    said = desk.locator(".card .comment-text").inner_text().strip()

    reader = at_desk(browser, site, "/my-comments", "reader")
    own = reader.locator(".own-comment", has_text=said)
    found = looked_at(reader)
    follow(own.get_by_role("link", name="ask for a review"))
    found += looked_at(reader)
    reader.get_by_label("Why should your comment be published?").fill(
        "The minister said so."
    )
    follow(reader.get_by_role("button", name="Ask for a review"))
    expect(reader.locator(".messages")).to_contain_text("will read what you wrote")
    found += looked_at(reader)

    desk.reload()
    expect(desk.locator(".card")).to_contain_text("The minister said so.")
    found += looked_at(desk)
    follow(desk.get_by_role("button", name="Approve"))

    reader.goto("/my-comments")
    expect(own).to_contain_text("Published.")
    assert found == []
