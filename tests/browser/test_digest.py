"""A digest that a mail server received, as a mail program shows it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.calling import Newsroom
from tests.mailbox import deliver, reply, serving

LONG = "Waffenstillstandsverhandlungen" * 5


@pytest.fixture
def digest(called: Newsroom) -> str:
    """The HTML part of a digest of three replies, one with a word of 150 letters."""
    amina, reader = called.person("Amina")
    deniz, _ = called.person("Deniz")
    amina.send("/account/notifications", way_reply="digest", digest_hour="7")
    for text in ("I agree.", f"Read about {LONG}.", "I do not agree."):
        reply(called, deniz, called.comment(reader, f"About: {text}"), text)
    with serving() as server:
        # The first look puts them off to the reader's hour.
        deliver(called.database, called.now + timedelta(minutes=1))
        deliver(called.database, called.now + timedelta(days=1))
        server.send(called.database)
        [mail] = server.mails
    part = mail.get_body(("html",))
    assert part
    return str(part.get_content())


def test_a_digest_fits_narrow_and_wide_screens_in_light_and_dark(
    browser: Browser, digest: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.set_content(digest)

    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if width > 360 else "light")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_role("link", name="Open the discussion").count() == 3
        page.screenshot(path=tmp_path / f"digest-{width}.png", full_page=True)

    page.close()
