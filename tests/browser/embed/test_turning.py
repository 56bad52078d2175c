"""Where a reader is on the newspaper's page after another page opened in the frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.embed.stage import Stage, frame_of, story


@pytest.fixture
def page(context: BrowserContext, stage: Stage) -> Page:
    """A story on a small screen, with the end of its discussion in view."""
    page = story(context, stage, "?above=600")
    page.set_viewport_size({"width": 360, "height": 300})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    frame_of(page).get_by_role("link", name="Report").last.scroll_into_view_if_needed()
    return page


def test_the_next_page_in_the_frame_begins_at_its_top(page: Page) -> None:
    frame_of(page).get_by_role("link", name="Report").last.click()

    title = frame_of(page).get_by_role("heading", name="Report")
    expect(title.first).to_be_in_viewport()


def test_back_leads_to_where_the_reader_was(page: Page) -> None:
    link = frame_of(page).get_by_role("link", name="Report").last
    link.click()
    expect(frame_of(page).get_by_role("heading", name="Report").first).to_be_visible()

    page.evaluate("history.back()")

    expect(link).to_be_in_viewport()
