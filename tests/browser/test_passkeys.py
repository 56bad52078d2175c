"""A moderator adds a passkey and uses it, with Chromium's virtual authenticator."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.people import follow, sign_in
from tests.serving import Served

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def test_a_passkey_is_added_and_used_in_a_browser(
    browser: Browser, site: Served
) -> None:
    # A passkey belongs to a name: a browser makes none for a bare address.
    url = site.url.replace("127.0.0.1", "localhost")
    page = browser.new_context(base_url=url).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(page, site.instance_path, "moderator")

    page.goto("/account/passkeys")
    page.get_by_label("Name", exact=True).fill("Work phone")
    follow(page.get_by_role("button", name="Add a passkey"))
    expect(page.locator(".messages")).to_contain_text("The passkey is stored.")

    page.goto("/account/prove?next=/account/passkeys")
    follow(page.get_by_role("button", name="Use a passkey"))
    expect(page.locator(".sessions")).to_contain_text("Last used")

    devtools.send("WebAuthn.setUserVerified", device | {"isUserVerified": False})
    page.goto("/account/prove")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    page.context.close()
