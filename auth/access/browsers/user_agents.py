"""Names a browser by its ``User-Agent``, so that its owner recognizes it.

Gives names without versions, which is enough for a list of one's own log-ins. The
header proves nothing.
"""

from __future__ import annotations

import re

from auth.core.translation import gettext as _

PYTHON = "Python"

# The first that is found counts: nearly every browser claims to be others as well.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera|OPiOS)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Yandex Browser", r"\bYaBrowser/"),
    ("DuckDuckGo", r"\b(DuckDuckGo|Ddg)/"),
    ("Firefox", r"\b(Firefox|FxiOS|Focus)/"),
    ("Chrome", r"\b(Chrome|CriOS|Chromium|HeadlessChrome)/"),
    ("Safari", r"\bVersion/[\d.]+.*\bSafari/"),
    ("curl", r"^curl/"),
    (PYTHON, r"^(python|Python)[-\w]*/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Mac", r"\bMacintosh\b"),
    ("Linux", r"\b(Linux|X11)\b"),
)


def name_of(user_agent: str) -> str:
    """Return a browser's name in words: "Firefox on Linux"."""
    browser = _first(BROWSERS, user_agent)
    if browser == PYTHON:
        return _("A Python program")
    system = _first(SYSTEMS, user_agent)
    if browser is None:
        return (
            _("A browser on %(system)s", system=system)
            if system
            else _("An unknown browser")
        )
    if system is None:
        return browser
    return _("%(browser)s on %(system)s", browser=browser, system=system)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, sign in table if re.search(sign, text)), None)
