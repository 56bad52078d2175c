"""What is wrong with the page that a browser shows."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
            "best-practice",
        ],
    },
    "rules": {"target-size": {"enabled": True}},
    # The nodes that pass are not listed, which takes most of the time.
    "resultTypes": ["violations"],
}
LOOK = "rules => axe.run(rules).then(results => results.violations)"


def complaints(page: Page) -> list[str]:
    """Return the violations that axe finds on the current page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(LOOK, RULES)
    return [
        f"{urlsplit(page.url).path}: {each['id']}: {node['target']}"
        for each in violations
        for node in each["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Return the page's path if it scrolls sideways."""
    excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url}: {excess} px too wide"] if excess > 0 else []


def looked_at(page: Page) -> list[str]:
    """Return what is wrong with the page, light and wide, then dark and narrow."""
    found = complaints(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    found += complaints(page) + too_wide(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
