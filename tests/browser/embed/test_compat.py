"""Pages that were made for Coral or Disqus, and changed the address of their script."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.embed.stage import Stage, frame_of, register, window_of

PATIENT = 20_000
SOME = re.compile(r"^[1-9]\d* Comments?$")

CORAL = """<!doctype html><html lang="en"><title>A truce</title><h1>A truce</h1>
<p><span class="coral-count" data-coral-id="truce"></span>,
<b class="coral-count" data-coral-id="truce" data-coral-notext="true"></b></p>
<div id="coral_thread"></div>
<script type="text/javascript">
  window.heard = [];
  (function () {
    var d = document, s = d.createElement("script");
    s.src = "HOME/compat/coral.js";
    s.async = false;
    s.defer = true;
    s.onload = function () {
      window.embed = Coral.createStreamEmbed({
        id: "coral_thread",
        autoRender: true,
        rootURL: "//comments.courier.example",
        storyID: "truce",
        storyURL: "https://courier.example/truce",
        customCSSURL: "https://courier.example/coral.css",
        containerClassName: "comments-of-ours",
        events: function (events) {
          events.on("openSortMenu", function () {});
          events.onAny(function (name, data) { heard.push([name, data]); });
        },
      });
    };
    (d.head || d.body).appendChild(s);
  })();
</script>"""

CORAL_LOG_IN = """<!doctype html><title>A truce</title><div id="coral_thread"></div>
<script src="HOME/assets/js/embed.js"></script>
<script>
  var embed = Coral.createStreamEmbed({
    id: "coral_thread",
    rootURL: "https://",
    storyID: "truce",
    events: function (events) {
      events.on("loginPrompt", function () { document.title = "Log in, please"; });
    },
  });
  embed.render();
</script>"""

DISQUS = """<!doctype html><html lang="en"><title>A truce</title><h1>A truce</h1>
<a href="PAPER/truce#disqus_thread" data-disqus-identifier="truce">Comments</a>
<span class="disqus-comment-count" data-disqus-identifier="unknown"></span>
<a href="PAPER/other" data-disqus-identifier="truce">Another page</a>
<div id="disqus_thread"></div>
<script>
  window.heard = [];
  var disqus_config = function () {
    this.page.url = "PAPER/truce";
    this.page.identifier = "truce";
    this.page.title = "A truce";
    this.page.category_id = "7";
    this.language = "en";
    this.callbacks.onReady = [function () { heard.push("ready"); }];
    this.callbacks.onNewComment = [function (comment) { heard.push(comment.id); }];
  };
  (function () {
    var d = document, s = d.createElement("script");
    s.src = "HOME/compat/disqus.js";
    s.setAttribute("data-timestamp", +new Date());
    (d.head || d.body).appendChild(s);
  })();
</script>
<noscript>Please enable JavaScript to view the comments.</noscript>
<script id="dsq-count-scr" src="HOME/compat/disqus-count.js" async></script>"""


def opened(context: BrowserContext, stage: Stage, html: str) -> tuple[Page, list[str]]:
    """Open a page of the newspaper, and return it and what its console says."""
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    stage.pages["page"] = html.replace("HOME", stage.home).replace("PAPER", stage.paper)
    page.goto(f"{stage.paper}/page")
    expect(frame_of(page).get_by_text("A first thought.")).to_be_visible()
    return page, said


def ignored(said: list[str], name: str) -> int:
    """Return how many lines of the console say that *name* is ignored."""
    return len([each for each in said if f"“{name}”" in each])


def test_a_page_of_coral_shows_our_discussion_and_its_number(
    context: BrowserContext, stage: Stage
) -> None:
    page, said = opened(context, stage, CORAL)

    expect(page.locator("span.coral-count")).to_have_text(SOME)
    expect(page.locator("b.coral-count")).to_have_text(re.compile(r"^[1-9]\d*$"))
    assert page.locator(".comments-of-ours").count() == 1
    assert [ignored(said, each) for each in ("rootURL", "customCSSURL")] == [1, 1]
    assert ignored(said, "openSortMenu") == 1
    assert ignored(said, "storyID") == 0


def test_a_page_of_coral_hears_of_the_log_in_and_of_the_comment(
    context: BrowserContext, stage: Stage
) -> None:
    page, _ = opened(context, stage, CORAL)
    register(window_of(page, "Register"), "Carl")
    page.bring_to_front()
    page.reload()
    frame = frame_of(page)
    expect(frame.get_by_text("Logged in as Carl")).to_be_visible(timeout=PATIENT)

    frame.get_by_label("Your comment", exact=True).fill("A thought for Coral's page.")
    frame.get_by_role("button", name="Post comment").click()

    page.wait_for_function("heard.some(([name]) => name === 'createComment.success')")
    found = page.evaluate("heard.find(([name]) => name === 'createComment.success')[1]")
    assert int(found["success"]["id"]) > 0


def test_a_page_of_coral_that_logs_readers_in_is_asked_to(
    context: BrowserContext, stage: Stage
) -> None:
    page, _ = opened(context, stage, CORAL_LOG_IN)

    frame_of(page).get_by_role("link", name="log in", exact=True).click()

    page.wait_for_function("document.title === 'Log in, please'")
    assert len(context.pages) == 1
    expect(frame_of(page).get_by_text("Both open a window")).to_be_hidden()


def test_a_page_of_disqus_shows_our_discussion_and_its_number(
    context: BrowserContext, stage: Stage
) -> None:
    page, said = opened(context, stage, DISQUS)

    expect(page.locator('[href$="#disqus_thread"]')).to_have_text(SOME)
    expect(page.locator(".disqus-comment-count")).to_have_text("0 Comments")
    expect(page.get_by_text("Another page")).to_be_visible()
    page.wait_for_function("heard.includes('ready')")
    assert ignored(said, "category_id") == 1
    assert page.locator("iframe").get_attribute("title") == "Comments: A truce"


def test_a_page_of_disqus_that_changes_shows_the_discussion_of_the_new_one(
    context: BrowserContext, stage: Stage
) -> None:
    page, _ = opened(context, stage, DISQUS)

    page.evaluate("""DISQUS.reset({
        reload: true,
        config: function () { this.page.identifier = "nowhere"; this.page.url = ""; },
    })""")

    expect(frame_of(page).get_by_text("There is no such article.")).to_be_visible()
    assert page.locator("ceasefire-comments").count() == 1
