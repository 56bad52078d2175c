"""What a frame says of its reader's own comments while it is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.browser.embed.publishing import confirm_address, publish_newest
from tests.browser.embed.stage import Stage, frame_of, register, story, window_of

PATIENT = 30_000
SEEN_AGAIN = "() => document.dispatchEvent(new Event('visibilitychange'))"
PUBLISHED = "Published."


def posted(context: BrowserContext, stage: Stage, name: str, words: str) -> Page:
    """Register from the frame, post a comment there, and publish it."""
    page = story(context, stage)
    register(window_of(page, "Register"), name)
    confirm_address(context, stage, name)
    page.bring_to_front()
    page.reload()
    frame = frame_of(page)
    expect(frame.get_by_text(f"Logged in as {name}")).to_be_visible(timeout=PATIENT)
    frame.get_by_label("Your comment", exact=True).fill(words)
    frame.get_by_role("button", name="Post comment").click()
    expect(frame.locator("[data-own]", has_text=words)).to_be_visible()
    publish_newest(stage)
    return page


def look_again(page: Page) -> None:
    """Come back to the newspaper's page from another tab."""
    page.bring_to_front()
    inner = next(each for each in page.frames if "/embed/" in each.url)
    inner.evaluate(SEEN_AGAIN)


def delete(page: Page, frame: FrameLocator) -> None:
    """Delete the reader's comment in the tab that the frame opens."""
    with page.expect_popup() as opened:
        frame.locator("[data-own]").get_by_role("link", name="Delete").click()
    opened.value.get_by_role("button", name="Delete").click()
    expect(opened.value.get_by_text("Your comment has been deleted.")).to_be_visible()
    opened.value.close()


def test_a_frame_tells_its_reader_that_a_new_comment_was_deleted_in_another_tab(
    context: BrowserContext, stage: Stage
) -> None:
    words = "A word that is taken back."
    page = posted(context, stage, "Yves", words)
    frame = frame_of(page)
    own = frame.locator("[data-own]")
    look_again(page)
    expect(own.locator(".state")).to_contain_text(PUBLISHED, timeout=PATIENT)

    delete(page, frame)
    look_again(page)

    expect(own.locator(".state")).to_have_text("Deleted.", timeout=PATIENT)
    expect(frame.get_by_text(words)).to_have_count(0)
    expect(own.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("typed", ["", "One word more."])
def test_a_comment_among_all_others_is_emptied_once_its_author_has_deleted_it(
    context: BrowserContext, stage: Stage, typed: str
) -> None:
    words = f"An older word{' with a reply' if typed else ''}."
    page = posted(context, stage, f"Zoe{len(typed)}", words)
    page.reload()
    frame = frame_of(page)
    own = frame.locator(".comment[data-own]", has_text=words)
    expect(own).to_be_visible(timeout=PATIENT)
    if typed:
        own.locator("details.reply > summary").click()
        own.get_by_label("Your reply").fill(typed)
    own.locator("details.more-actions > summary").click()

    delete(page, frame)
    look_again(page)

    expect(frame.locator("[data-own] .state")).to_have_text("Deleted.", timeout=PATIENT)
    expect(frame.get_by_text(words)).to_have_count(0)
    expect(frame.locator("[data-own] textarea")).to_have_count(1 if typed else 0)
