"""Two sites over TLS and a browser that keeps their storage apart, for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from moderation.event_table import open_database
from tests.browser.embed.stage import Stage, partitioning_browser, staged


@pytest.fixture(scope="package")
def stage(
    template_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A newsroom and its newspapers, with one comment, for all tests."""
    folder = tmp_path_factory.mktemp("embed")
    shutil.copy(template_file, folder / "ceasefire.sqlite")
    database = open_database(f"sqlite:///{folder / 'ceasefire.sqlite'}")
    with staged(database, folder) as found:
        rita = found.newsroom.person_alone("Rita")
        found.newsroom.comment(rita, "A first thought.")
        yield found
    database.dispose()


@pytest.fixture(scope="package")
def browser(driver: Playwright) -> Iterator[Browser]:
    """Chromium with storage partitioning."""
    chromium = partitioning_browser(driver)
    yield chromium
    chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A new person's browser."""
    found = browser.new_context()
    yield found
    found.close()
