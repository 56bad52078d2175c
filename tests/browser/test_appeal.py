"""An author reads the reason and appeals, and another person reverses the decision."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, expect

from tests.browser.desk import at_desk, waiting
from tests.browser.looking import looked_at
from tests.browser.people import (
    ARTICLE,
    confirm_address,
    follow,
    post,
    register,
)
from tests.serving import Served


def test_a_rejection_is_explained_appealed_and_taken_back_by_another(
    browser: Browser, site: Served
) -> None:
    view = waiting(browser, site, 1)
    desk = at_desk(browser, site, view)
    said = desk.locator(".card .comment-text").inner_text().strip()
    desk.locator(".card summary", has_text="Reject").click()
    follow(desk.get_by_role("button", name="Insults someone"))

    reader = at_desk(browser, site, "/my-comments", "reader")
    own = reader.locator(".own-comment", has_text=said)
    follow(own.get_by_role("link", name="Why, and how to appeal"))
    expect(reader.get_by_text("Do not insult them")).to_be_visible()
    found = looked_at(reader)
    reader.get_by_label("Why is the decision wrong?").fill("It is a quotation.")
    follow(reader.get_by_role("button", name="Send the appeal"))
    expect(reader.get_by_text("It is a quotation.")).to_be_visible()

    other = at_desk(browser, site, view, "admin")
    expect(other.locator(".card")).to_contain_text("The author appeals")
    found += looked_at(other)
    follow(other.get_by_role("button", name="Approve"))

    reader.goto("/my-comments")
    expect(own).to_contain_text("Published.")
    assert found == []


def test_a_suspension_is_explained_appealed_and_lifted_by_another(
    browser: Browser, site: Served
) -> None:
    name = f"Samira{time.time_ns() % 10**6}"
    said = f"vermin {name}"
    reader = browser.new_context(base_url=site.url).new_page()
    register(reader, name)
    reader.reload()
    confirm_address(reader, name)
    reader.goto(ARTICLE)
    post(reader, said)

    desk = at_desk(browser, site, f"/queue?text={name}")
    for _ in range(100):
        if desk.locator(".card").count():
            break
        desk.wait_for_timeout(100)
        desk.reload()
    follow(desk.get_by_role("link", name="record"))
    desk.get_by_text("Impose a sanction").click()
    desk.get_by_label("Sanction", exact=True).select_option("suspend")
    desk.get_by_label("Reason", exact=True).select_option("insult")
    desk.get_by_label("For how many days").fill("7")
    found = looked_at(desk)
    follow(desk.get_by_role("button", name="Impose"))

    reader.goto("/my-sanctions")
    expect(reader.get_by_role("heading", name="Suspension")).to_be_visible()
    reader.get_by_text("Appeal against this").click()
    found += looked_at(reader)
    reader.get_by_label("Why is the decision wrong?").fill("It is a quotation.")
    follow(reader.get_by_role("button", name="Send the appeal"))
    found += looked_at(reader)

    other = at_desk(browser, site, "/staff/sanctions", "admin")
    appeal = other.locator("article", has_text=name)
    found += looked_at(other)
    appeal.get_by_label("Why?").fill("It was a quotation.")
    follow(appeal.get_by_role("button", name="Lift the sanction"))

    reader.goto("/my-sanctions")
    expect(reader.get_by_text("reversed the decision")).to_be_visible()
    found += looked_at(reader)
    reader.goto(ARTICLE)
    expect(reader.get_by_label("Your comment", exact=True)).to_be_visible()
    assert found == []


def test_a_warned_reader_confirms_and_loses_nothing_that_was_typed(
    browser: Browser, site: Served
) -> None:
    name = f"Nadia{time.time_ns() % 10**6}"
    reader = browser.new_context(base_url=site.url).new_page()
    register(reader, name)
    reader.reload()
    confirm_address(reader, name)
    reader.goto(ARTICLE)
    post(reader, f"vermin {name}")

    desk = at_desk(browser, site, f"/queue?text={name}")
    for _ in range(100):
        if desk.locator(".card").count():
            break
        desk.wait_for_timeout(100)
        desk.reload()
    reader.goto(ARTICLE)
    typed = f"An hour's work of {name}"
    reader.get_by_label("Your comment", exact=True).fill(typed)
    follow(desk.get_by_role("link", name="record"))
    desk.get_by_text("Impose a sanction").click()
    desk.get_by_label("Sanction", exact=True).select_option("warn")
    desk.get_by_label("Reason", exact=True).select_option("insult")
    follow(desk.get_by_role("button", name="Impose"))

    follow(reader.get_by_role("button", name="Post comment"))
    expect(reader.get_by_label("Your comment", exact=True)).to_have_value(typed)
    found = looked_at(reader)
    reader.goto(ARTICLE)
    warning = reader.get_by_role("region", name="A warning")
    expect(warning).to_contain_text("Insults someone")
    expect(reader.get_by_role("button", name="Post comment")).to_have_count(0)
    found += looked_at(reader)
    follow(warning.get_by_role("button", name="I have read this warning"))

    expect(reader.get_by_label("Your comment", exact=True)).to_have_value(typed)
    expect(warning).to_have_count(0)
    assert found == []
