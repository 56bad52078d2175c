"""An admin uploads an export in parts, and loses nothing if it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import signed_in
from tests.moderation.exchange.imports.exports import disqus, post, thread
from tests.serving import Served

LONG = "The lorries still wait at the border. " * 2_000
PARTS = 3
"""The parts in which the export is sent: a little more than a megabyte each."""

PROGRESS = " 0 % 33 % 67 %"

WATCH = """
const progress = document.querySelector("[data-upload-progress]");
const note = () => {
  sessionStorage.shown = `${sessionStorage.shown ?? ""} ${progress.textContent}`;
};
new MutationObserver(note).observe(progress, { childList: true });
"""
"""Notes what the page says while the parts are sent."""


@pytest.fixture
def admin(browser: Browser, site: Served) -> Iterator[Page]:
    """The page of imports, with the options filled in."""
    page = signed_in(browser, site, "admin")
    page.goto("/admin/imports")
    page.get_by_label("From").select_option(label="Disqus")
    page.get_by_text("Options").click()
    page.get_by_label("Legal basis").fill("Contract with readers")
    yield page
    page.context.close()


def test_a_large_export_is_sent_in_parts_and_its_plan_appears(
    admin: Page, tmp_path: Path
) -> None:
    posts = [post(f"p{at}", LONG) for at in range(PARTS * 13)]
    sent: list[str] = []
    admin.on("request", lambda each: sent.append(each.url))
    admin.evaluate(WATCH)
    file = disqus(tmp_path, thread("1", url="https://courier.example/a"), *posts)
    admin.get_by_label("File").set_input_files(file)

    admin.get_by_role("button", name="Upload the file").click(no_wait_after=True)
    admin.wait_for_url("**/admin/imports/*")

    assert sum(each.endswith("/part") for each in sent) == PARTS
    assert admin.evaluate("sessionStorage.shown") == PROGRESS
    expect(admin.get_by_text(f"Comments to import: {len(posts)}")).to_be_visible(
        timeout=60_000
    )
    expect(admin.get_by_role("button", name="Import the comments")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "most", "reason"),
    [
        ("disqus.xml", "1500000", "A file can have at most 100 MB"),
        ("cat.png", "100000000", "This is not an export."),
        ("small.png", "100000000", "This is not an export."),
    ],
)
def test_a_file_that_is_refused_says_why_and_nothing_typed_is_lost(
    admin: Page, tmp_path: Path, name: str, most: str, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(b"x" * (10 if name == "small.png" else 2_000_000))
    form = admin.locator("form[data-upload]")
    form.evaluate("(form, most) => { form.dataset.most = most; }", most)
    admin.get_by_label("File").set_input_files(file)

    admin.get_by_role("button", name="Upload the file").click()

    expect(form.get_by_text(reason)).to_be_visible()
    expect(admin.get_by_label("Legal basis")).to_have_value("Contract with readers")
    expect(admin.get_by_role("button", name="Upload the file")).to_be_enabled()
