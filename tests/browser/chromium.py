"""The browsers of this machine, and what they are started with."""

from __future__ import annotations

import shutil

CHROMIUM = shutil.which("chromium")

HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM
"""Chromium without the window around a page, which takes as much work as the page."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
