"""What is typed in one form of a page stays while another form of it is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import ARTICLE, follow, signed_in
from tests.serving import Served

PAGES = {
    "an article": ("reader", ARTICLE),
    "the account": ("reader", "/account"),
    "notifications": ("reader", "/account/notifications"),
    "the queue": ("moderator", "/queue"),
    "saved views": ("moderator", "/queue/saved-views"),
    "sanctions": ("moderator", "/staff/sanctions"),
    "an author": ("moderator", "/staff/authors/5"),
    "staff": ("admin", "/admin/staff"),
    "sites": ("admin", "/admin/sites"),
    "coverages": ("admin", "/admin/coverages"),
    "trusted flaggers": ("admin", "/admin/trusted-flaggers"),
    "the word list": ("admin", "/admin/word-list"),
}

HELPERS = """
const posts = () => [...document.forms].filter((form) => form.method === "post");
const isTick = (field) => ["checkbox", "radio"].includes(field.type);
const never = ["hidden", "password", "file"];

// The first form of each kind. Logging out forgets what was typed, and the form of
// push messages asks the browser first.
const kinds = () => {
  const found = new Map();
  for (const [index, form] of posts().entries()) {
    const kind = (form.getAttribute("action") ?? "").replace(/[0-9]+/g, "N");
    if (form.closest("header, [data-push]") || found.has(kind)) continue;
    found.set(kind, index);
  }
  return [...found];
};

const isTyped = (field) =>
  field.matches("textarea, select, input") &&
  !never.includes(field.type) &&
  !(isTick(field) && field.required) &&
  !field.closest("[aria-hidden]") &&
  field.autocomplete !== "one-time-code";

const fields = () => posts().map((form) => [...form.elements].filter(isTyped));
const value = (field) => [field.name, isTick(field) ? field.checked : field.value];
const values = () => fields().map((each) => each.map(value));

const fill = () => {
  for (const field of fields().flat()) {
    const numbers = ["number", "range"].includes(field.type);
    if (isTick(field)) field.checked = !field.checked;
    else if (field.options) field.selectedIndex = field.options.length - 1;
    else if (numbers) field.value = field.max || "7";
    else if (field.type === "date") field.value = "2031-07-09";
    else field.value = `Typed ${field.name}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const send = (index) => {
  posts()[index].noValidate = true;
  posts()[index].requestSubmit();
};

Object.assign(globalThis, { fill, kinds, send, values });
"""


@pytest.mark.parametrize(("role", "path"), PAGES.values(), ids=PAGES)
def test_each_form_keeps_what_was_typed_while_any_other_is_sent(
    browser: Browser, site: Served, role: str, path: str
) -> None:
    page = signed_in(browser, site, role)
    page.add_init_script(HELPERS)
    lead_back_from_forms(page, path)
    page.goto(path)
    assert any(page.evaluate("values()")), "nothing can be typed here"

    for kind, index in page.evaluate("kinds()"):
        page.evaluate("fill()")
        typed = page.evaluate("values()")
        with page.expect_navigation():
            page.evaluate(f"send({index})")
        kept = page.evaluate("values()")
        del typed[index], kept[index]
        assert kept == typed, kind
    page.context.close()


def lead_back_from_forms(page: Page, path: str) -> None:
    """Answer each form as the server does: with a redirect to the page."""

    def answer(route: Route) -> None:
        if route.request.method == "POST" and route.request.is_navigation_request():
            route.fulfill(status=303, headers={"Location": path})
        else:
            route.fallback()

    page.route("**/*", answer)


@pytest.fixture
def card_of(browser: Browser, site: Served) -> Iterator[Page]:
    """The queue of a moderator, with what was typed on its first card."""
    page = signed_in(browser, site, "moderator")
    page.goto("/queue")
    typed_on(page)
    yield page
    page.context.close()


def typed_on(page: Page) -> None:
    """Type a note on the first card of the queue."""
    page.locator(".card .note summary").first.click()
    page.get_by_label("Internal note").first.fill("Seen before.")


@pytest.mark.parametrize("name", ["Claim", "Watch", "Give back"])
def test_a_button_of_the_card_leaves_the_note_in_its_place(
    card_of: Page, name: str
) -> None:
    card = card_of.locator(".card:has(.note[open])")
    item = card.get_attribute("id")

    follow(card.get_by_role("button", name=name).first)

    kept = card_of.locator(f"#{item}").get_by_label("Internal note")
    expect(kept).to_have_value("Seen before.")


def test_without_scripts_the_other_forms_wait_for_what_is_typed(
    browser: Browser, site: Served
) -> None:
    state = signed_in(browser, site, "moderator").context.storage_state()
    context = browser.new_context(
        base_url=site.url, storage_state=state, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/queue")
    waiting = page.get_by_role("button", name="Skip").count()

    typed_on(page)

    expect(page.get_by_role("button", name="Skip")).to_have_count(1)
    expect(page.locator(".unsent-note")).to_be_visible()
    follow(page.get_by_role("button", name="Skip"))
    expect(page.get_by_label("Internal note")).to_have_value("Seen before.")
    assert waiting > 1
    context.close()
