"""The embed on a newspaper of another site, over TLS, with storage kept apart."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.browser.embed.stage import Stage, frame_of, register, story, window_of

PATIENT = 20_000
"""Milliseconds that a frame may take to log in, open anew, and be drawn."""


def test_the_sentence_of_the_registration_is_true_on_the_newspapers_page(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)
    expect(frame_of(page).get_by_text("A first thought.")).to_be_visible()
    register(window_of(page, "Register"), "Nora")

    page.reload()

    expect(frame_of(page).get_by_text("Logged in as Nora")).to_be_visible(
        timeout=PATIENT
    )
    kept = {each["name"]: each for each in context.cookies()}
    assert kept["__Host-embed"].get("partitionKey") == "https://news.test"
    assert "__Host-sid" not in kept


def test_a_reader_who_registered_posts_at_once_and_sees_the_comment(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)
    register(window_of(page, "Register"), "Paul")
    page.bring_to_front()
    page.reload()
    frame = frame_of(page)

    frame.get_by_label("Your comment", exact=True).fill("A thought in a frame.")
    frame.get_by_role("button", name="Post comment").click()

    expect(
        frame.get_by_text("Please confirm your e-mail address").first
    ).to_be_visible()
    expect(frame.get_by_text("A thought in a frame.")).to_be_visible()


def test_a_window_that_lost_its_frame_leads_back_and_logs_in(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage, "?coop")
    frame = frame_of(page)
    frame.get_by_role("link", name="Register", exact=True).click()
    expect(frame.get_by_text("Your browser opened no window.")).to_be_visible()
    frame.locator("[data-other-way]").get_by_role("link", name="Register").click()
    page.wait_for_url("**pair=**")
    register(page, "Cora")

    page.get_by_role("link", name="Back to the article").click()

    expect(frame_of(page).get_by_text("Logged in as Cora")).to_be_visible(
        timeout=PATIENT
    )
    assert page.url == f"{stage.paper}/truce"


def test_a_window_that_lost_its_frame_before_it_knew_its_page_closes(
    context: BrowserContext, stage: Stage
) -> None:
    frame = frame_of(story(context, stage, "?coop"))
    link = frame.get_by_role("link", name="Register", exact=True)

    # Without a pointer that comes near, no pairing was begun before.
    with context.expect_page() as opened:
        link.evaluate("link => link.click()")

    window = opened.value
    if not window.is_closed():
        window.wait_for_event("close")
    expect(frame.get_by_text("Your browser opened no window.")).to_be_visible()


def test_a_page_of_another_origin_may_not_frame_the_discussion(
    context: BrowserContext, stage: Stage
) -> None:
    refused: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"{stage.evil}/frame?of={stage.home}/embed/articles/truce")
    page.wait_for_load_state("networkidle")

    assert any("frame-ancestors" in each for each in refused)


def test_an_allowed_page_within_another_may_not_frame_it_either(
    context: BrowserContext, stage: Stage
) -> None:
    refused: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"{stage.evil}/frame?of={stage.paper}/truce")
    page.wait_for_load_state("networkidle")

    assert any("frame-ancestors" in each for each in refused)


def test_no_message_makes_the_frame_higher_than_it_may_be(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)
    inner = next(each for each in page.frames if "/embed/" in each.url)
    shown = page.locator("ceasefire-comments iframe")

    measured = []
    for height in ("NaN", "Infinity", "1e9", "-5", "'9'", "undefined"):
        inner.evaluate(
            "parent.postMessage("
            f"{{ceasefire: 1, type: 'height', height: {height}}}, '*')"
        )
        measured.append(shown.evaluate("frame => frame.offsetHeight"))

    assert all(120 <= each <= 60_000 for each in measured)


def test_the_newspaper_hears_only_its_own_frame(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)
    expect(frame_of(page).get_by_text("A first thought.")).to_be_visible()
    before = page.locator("ceasefire-comments iframe").evaluate("e => e.offsetHeight")

    page.evaluate("""async () => {
        const ad = document.createElement('iframe');
        ad.srcdoc = `<script>parent.postMessage(
            {ceasefire: 1, type: 'height', height: 9999}, '*')<\\/script>`;
        document.body.append(ad);
        await new Promise((done) =>
            addEventListener('message', () => setTimeout(done)));
    }""")

    after = page.locator("ceasefire-comments iframe").evaluate("e => e.offsetHeight")
    assert after == before


def test_a_visitor_whom_the_newspaper_does_not_know_costs_no_request(
    context: BrowserContext, stage: Stage
) -> None:
    sent: list[str] = []
    context.on("request", lambda asked: sent.append(asked.url))
    page = story(context, stage, "?looks=token=''")
    expect(frame_of(page).get_by_text("A first thought.")).to_be_visible()

    page.evaluate("document.querySelector('ceasefire-comments').tellToken()")
    inner = next(each for each in page.frames if "/embed/" in each.url)
    inner.evaluate("() => new Promise((done) => setTimeout(done, 100))")

    assert not [each for each in sent if each.endswith("/embed/token")]


def test_a_token_that_is_too_long_is_told_to_the_developer(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)

    with page.expect_console_message(
        lambda said: "422" in said.text and "Ceasefire" in said.text
    ):
        page.evaluate(
            "document.querySelector('ceasefire-comments')"
            ".setAttribute('token', 'x'.repeat(9000))"
        )


def test_a_link_to_a_comment_scrolls_the_newspapers_page_to_it(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage, "?above=4000#comment-1")

    expect(frame_of(page).get_by_text("A first thought.")).to_be_in_viewport()


def test_the_frame_hears_only_the_page_around_it(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage)
    inner = next(each for each in page.frames if "/embed/" in each.url)
    before = inner.url

    inner.evaluate(
        "() => dispatchEvent(new MessageEvent('message', {data: {ceasefire: 1,"
        " type: 'hash', comment: '999'}, origin: 'https://evil.test', source: parent}))"
    )
    page.evaluate(
        "home => frames[0].postMessage("
        "{ceasefire: 1, type: 'hash', comment: 'x'}, home)",
        stage.home,
    )
    inner.evaluate("() => new Promise((done) => setTimeout(done))")

    assert inner.url == before


def test_on_one_site_a_registration_in_another_tab_logs_the_frame_in(
    context: BrowserContext, stage: Stage
) -> None:
    home = stage.home.replace("comments.test", "comments.news.test")
    tab = context.new_page()
    tab.goto(f"{home}/register")
    register(tab, "Sam")

    page = story(context, stage, "?host=comments.news.test")

    frame = frame_of(page)
    expect(frame.get_by_text("Logged in as Sam")).to_be_visible(timeout=PATIENT)
    assert "__Host-embed" not in {each["name"] for each in context.cookies()}


def test_on_one_site_a_registration_from_the_frame_logs_in_our_own_pages_as_well(
    context: BrowserContext, stage: Stage
) -> None:
    page = story(context, stage, "?host=comments.news.test")
    window = window_of(page, "Register")
    register(window, "Tess")

    page.reload()
    expect(frame_of(page).get_by_text("Logged in as Tess")).to_be_visible(
        timeout=PATIENT
    )
    window.reload()

    expect(window.get_by_role("banner").get_by_text("Tess")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_frame(
    context: BrowserContext, stage: Stage, theme: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{stage.home}/embed/articles/truce?theme={theme}&accent=%23fff")

    # The page around the frame has the heading of the first level.
    rules = {"rules": {"page-has-heading-one": {"enabled": False}}}
    found = Axe().run(page, options=rules).response["violations"]

    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
