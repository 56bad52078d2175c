"""A reader's first visit to a newspaper, from the window to the published comment.

With ``EMBED_PICTURES=FOLDER`` in the environment, each step leaves pictures in the
folder: at 360 and 1280 pixels, light and dark.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect

from moderation.web.public_part import front
from tests.browser.embed.publishing import confirm_address, publish_newest
from tests.browser.embed.stage import Stage, frame_of, register, window_of

PATIENT = 30_000
PICTURES = os.environ.get("EMBED_PICTURES", "")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SOON = 15_000
"""Milliseconds after which an open page has asked what is new."""

NEWS = """<!doctype html><html lang="en"><head><title>A truce</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body { max-width: 44rem; margin: 0 auto; padding: 1rem; font: 1.1rem serif; }
h1 { font-size: 1.8rem; }</style></head><body>
<h1>A truce</h1><p>The guns have been silent since midnight.</p>
<ceasefire-comments article="truce"><a href="HOME/articles/truce">Comments</a>
</ceasefire-comments><script src="HOME/embed.js" defer></script></body></html>"""


def picture(page: Page, name: str) -> None:
    """Leave pictures of a page, if somebody wants them."""
    if not PICTURES:
        return
    size = page.viewport_size
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
            path = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")
    if size:
        page.set_viewport_size(size)


def opened(context: BrowserContext, stage: Stage) -> Page:
    """Open the newspaper's story."""
    stage.pages["first-visit"] = NEWS.replace("HOME", stage.home)
    page = context.new_page()
    page.goto(f"{stage.paper}/first-visit")
    expect(frame_of(page).get_by_text("A first thought.")).to_be_visible()
    return page


def test_from_the_first_visit_to_a_comment_that_another_reader_sees_without_reloading(
    browser: Browser, context: BrowserContext, stage: Stage
) -> None:
    other = browser.new_context()
    other.clock.install()
    second = opened(other, stage)
    page = opened(context, stage)
    picture(page, "1-story")

    window = window_of(page, "Register")
    picture(window, "2-window")
    register(window, "Wanda")
    picture(window, "3-thanks")
    window.close()
    page.reload()
    frame = frame_of(page)
    expect(frame.get_by_text("Logged in as Wanda")).to_be_visible(timeout=PATIENT)
    picture(page, "4-logged-in")

    words = "Let the lorries through before the winter."
    frame.get_by_label("Your comment", exact=True).fill(words)
    frame.get_by_role("button", name="Post comment").click()
    own = frame.locator(".own-comment", has_text=words)
    expect(own).to_be_visible()
    picture(page, "5-posted")
    confirm_address(context, stage, "Wanda")
    publish_newest(stage)
    page.bring_to_front()
    expect(own.locator(".state")).to_contain_text("Published.", timeout=PATIENT)
    picture(page, "6-published")

    second.bring_to_front()
    other.clock.run_for(SOON)
    offer = frame_of(second).get_by_role("link", name="Show new comments (1)")
    expect(offer).to_be_visible()
    picture(second, "7-one-new")
    before = len(second.frames)
    offer.click()
    fresh = frame_of(second).locator(".comment", has_text=words)
    expect(fresh).to_be_focused()
    picture(second, "8-shown-in-place")
    assert len(second.frames) == before
    assert frame_of(second).get_by_text("A first thought.").count() == 1
    other.close()


def test_a_thread_in_the_frame_shows_a_new_reply_in_place(
    context: BrowserContext, stage: Stage
) -> None:
    context.clock.install()
    page = context.new_page()
    page.goto(f"{stage.home}/embed/threads/1")
    rita = stage.newsroom.person_alone("Replying")
    stage.newsroom.comment(rita, "A late reply.", parent_id=1)

    context.clock.run_for(SOON)
    page.get_by_role("link", name="Show new comments (1)").click()

    expect(page.locator(".comment", has_text="A late reply.")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/embed/threads/1$"))


def test_what_is_new_is_offered_though_the_browser_has_the_former_state(
    context: BrowserContext, stage: Stage
) -> None:
    context.clock.install()
    page = context.new_page()
    page.goto(f"{stage.home}/embed/articles/truce")
    with page.expect_response("**/live/a/truce"):
        context.clock.run_for(SOON)
    petra = stage.newsroom.person_alone("Petra")
    stage.newsroom.comment(petra, "A word that nobody has seen.")
    # The server itself keeps the state for two seconds, which pass meanwhile.
    stage.newsroom.app.extensions[front.EXTENSION].clear()

    context.clock.run_for(SOON)

    expect(page.get_by_role("link", name="Show new comments (1)")).to_be_visible()
