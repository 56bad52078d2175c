"""The looks of the frame: theme, accent and font."""

from __future__ import annotations

import re
from enum import StrEnum

DARK_ONLY = "@media screen and (prefers-color-scheme: dark)"
BOTH_SCHEMES = "color-scheme: light dark"
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")


class Theme(StrEnum):
    """Whether the frame is light, dark, or as the reader prefers."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Font(StrEnum):
    """The typeface of the comments."""

    SERIF = "serif"
    SANS = "sans"


def in_theme(sheet: str, theme: Theme) -> str:
    """Return a style sheet for readers of both schemes with only one of them."""
    if theme is Theme.AUTO:
        return sheet
    media = "@media screen" if theme is Theme.DARK else "@media not all"
    sheet = sheet.replace(DARK_ONLY, media)
    return sheet.replace(BOTH_SCHEMES, f"color-scheme: {theme}")
