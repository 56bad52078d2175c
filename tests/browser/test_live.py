"""What open tabs ask the server, and what they tell each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.people import ARTICLE, confirm_address, follow, post, register
from tests.serving import Served

PATIENT = 20_000
"""Milliseconds within which a page asks again about a comment that is being checked."""
TEN_SECONDS = 10_000
LATEST = 12_100
"""Milliseconds within which a tab asks once, if chance lets it ask late."""
HIDDEN = """(hidden) => {
    Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
LISTEN = """() => {
    const { live } = document.querySelector("[data-live]").dataset;
    window.heard = 0;
    new BroadcastChannel(live).onmessage = () => window.heard += 1;
}"""
STATE = "[data-live]"
VERSION = "data-version"
OFFER = "Show new comments (1)"


@dataclass
class Reader:
    """A reader with several tabs, whose clock and chance the test decides."""

    context: BrowserContext
    asked_by: list[Page] = field(default_factory=list)
    """The tabs that asked for the state of the article, in their order."""
    version: int = 1_000

    def tab(self, chance: float) -> Page:
        """Open the article; *chance* decides how early the tab asks."""
        page = self.context.new_page()
        page.add_init_script(f"Math.random = () => {chance}")
        page.goto(ARTICLE)
        return page

    def answer_state(self, route: Route) -> None:
        """Answer for the article, which changes with each question."""
        self.asked_by.append(route.request.frame.page)
        self.version += 1
        route.fulfill(json={"v": self.version, "count": 1, "open": True, "next": 10})

    def pass_time(self, milliseconds: int = TEN_SECONDS) -> None:
        """Let time pass in every tab, until what was asked is answered."""
        self.context.clock.run_for(milliseconds)
        for page in self.context.pages:
            page.wait_for_load_state("networkidle")


@pytest.fixture
def reader(browser: Browser, site: Served) -> Iterator[Reader]:
    """A reader whose tabs are told of one new comment whenever they ask."""
    context = browser.new_context(base_url=site.url)
    context.clock.install(time=0)
    context.clock.pause_at(1)
    found = Reader(context)
    news = json.dumps({"count": 1, "url": ARTICLE})
    context.route("**/live/a/*", found.answer_state)
    context.route("**/new-comments?*", lambda route: route.fulfill(body=news))
    yield found
    context.close()


def test_one_tab_asks_for_all_and_another_takes_over_when_it_closes(
    reader: Reader,
) -> None:
    early, late = reader.tab(0), reader.tab(1)
    for version in ("1001", "1002", "1003"):
        reader.pass_time()
        for tab in (early, late):
            expect(tab.locator(STATE)).to_have_attribute(VERSION, version)
    expect(late.get_by_role("link", name=OFFER)).to_be_visible()
    assert reader.asked_by == [early] * 3

    early.close()
    reader.pass_time(2 * TEN_SECONDS)

    expect(late.locator(STATE)).to_have_attribute(VERSION, "1004")
    assert reader.asked_by[3:] == [late]


def test_a_hidden_tab_asks_nothing_and_says_what_is_new_when_it_is_looked_at(
    reader: Reader,
) -> None:
    hidden, shown = reader.tab(0), reader.tab(1)
    hidden.evaluate(HIDDEN, True)
    hidden.evaluate(LISTEN)
    for times in range(1, 4):
        reader.pass_time(LATEST)
        expect(shown.locator(STATE)).to_have_attribute(VERSION, f"100{times}")
        hidden.wait_for_function("times => heard === times", arg=times)
    expect(hidden.get_by_role("link", name=OFFER)).to_have_count(0)

    hidden.evaluate(HIDDEN, False)

    expect(hidden.get_by_role("link", name=OFFER)).to_be_visible()
    assert set(reader.asked_by) == {shown}


@pytest.mark.parametrize(
    ("name", "text", "state"),
    [
        ("Ines", "The ferry runs again.", "Published. Show it"),
        (
            "Igor",
            "They wrote vermin on the ferry.",
            "A moderator will read it before it is published. Read why",
        ),
    ],
)
def test_the_readers_own_comment_says_on_an_open_page_what_became_of_it(
    page: Page, name: str, text: str, state: str
) -> None:
    page.clock.install()
    register(page, name)
    follow(page.get_by_role("link", name="Back to the article"))
    post(page, text)
    own = page.locator(".own-comment", has_text=text)
    expect(own.locator(".state")).to_contain_text("Confirm your e-mail")

    tab = page.context.new_page()
    confirm_address(tab, name)
    tab.close()
    page.clock.fast_forward(4 * TEN_SECONDS)

    expect(own.locator(".state")).to_have_text(state, timeout=PATIENT)
