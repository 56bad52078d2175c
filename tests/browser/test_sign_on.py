"""A reader logs in with a real OpenID provider, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.auth import honest_provider
from tests.browser.looking import looked_at
from tests.browser.people import ARTICLE, follow, sign_in
from tests.serving import Served

# The provider is older than the part of Authlib that it uses.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def honest() -> Iterator[str]:
    """The issuer of a real OpenID provider."""
    with honest_provider.serving() as issuer:
        yield issuer


def add_provider(page: Page, site: Served, issuer: str) -> None:
    """Set up the provider as an admin does."""
    sign_in(page, site.instance_path, "admin")
    page.goto("/admin/sign-on/new/oidc")
    page.get_by_label("Name", exact=True).fill("The Courier account")
    page.get_by_label("Short name").fill("courier")
    page.get_by_label("Issuer").fill(issuer)
    page.get_by_label("Client ID").fill("comments")
    page.get_by_label("Client secret").fill("a secret of this client")
    page.get_by_label("It is in our own network").check()
    follow(page.get_by_role("main").get_by_role("button", name="Add"))
    follow(page.get_by_role("button", name="Check the connection"))
    expect(page.locator(".messages")).to_contain_text("It answers")


def test_a_reader_logs_in_with_a_provider_and_comes_back_to_the_article(
    browser: Browser, site: Served, honest: str
) -> None:
    admin = browser.new_context(base_url=site.url).new_page()
    add_provider(admin, site, honest)
    reader = browser.new_context(base_url=site.url).new_page()

    reader.goto(ARTICLE)
    follow(reader.get_by_role("main").get_by_role("link", name="Log in"))
    found = looked_at(reader)
    reader.get_by_role("button", name="Continue with The Courier account").click()
    reader.get_by_role("textbox").fill("reader-7")
    reader.get_by_role("button", name="Authorize").click()
    reader.get_by_label("Name", exact=True).fill("Reader Seven")
    found += looked_at(reader)
    follow(reader.get_by_role("button", name="Join"))

    assert ARTICLE in reader.url
    reader.get_by_role("button", name="Log out").wait_for()
    reader.goto("/account")
    found += looked_at(reader)
    assert found == []
    admin.goto("/admin/sign-on")
    assert looked_at(admin) == []
    for each in (admin, reader):
        each.context.close()
