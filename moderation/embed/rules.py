"""The looks of the frame: theme, accent and font."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import unquote

from auth.core.network.url_parts import url_parts
from auth.sites.colours import ENOUGH, contrast

DARK_ONLY = "@media screen and (prefers-color-scheme: dark)"
BOTH_SCHEMES = "color-scheme: light dark"
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")


OF_ONE_TOKEN = {"exp", "iat", "nbf", "jti"}
"""The claims that differ from one token of a person to the next."""

MAY_CHOOSE_NAME = "may_choose_name"
"""Names, in the frame's form cookie, that its reader got a substitute for a name."""

WORD = re.compile(r"[^\W_]+")
LONGEST_HEADLINE = 200


IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)


class Theme(StrEnum):
    """Whether the frame is light, dark, or as the reader prefers."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


PAPERS = {Theme.LIGHT: "#fcfcfb", Theme.DARK: "#14171a"}
"""What the text stands on: ``--paper`` of each theme."""


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


def headline_of(url: str) -> str:
    """Return a headline made from the last words of an address."""
    parts = url_parts(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]).rpartition(".")
    words = " ".join(WORD.findall(last[0] or last[2]))[:LONGEST_HEADLINE]
    return words[:1].upper() + words[1:] or parts.netloc


def readable_accent(text: str, theme: Theme) -> str:
    """Return the accent colour if text in it can be read; else empty."""
    if not ACCENT.fullmatch(text):
        return ""
    papers = PAPERS.values() if theme is Theme.AUTO else [PAPERS[theme]]
    is_readable = all(contrast(text.lower(), each) >= ENOUGH for each in papers)
    return text.lower() if is_readable else ""


def bundled(modules: Iterable[str]) -> str:
    """Return modules of ours as one, so that a frame needs one request for them.

    A module that exports stays at the top, before those that import from it by the
    same names. The others get a scope of their own. Imports over several lines, under
    another name or of other modules are not understood.
    """
    parts = [IMPORT.sub("", each) for each in modules]
    return "\n".join(
        EXPORT.sub("", each) if EXPORT.search(each) else f"{{\n{each}}}\n"
        for each in parts
    )


def claims_of(token: str) -> str:
    """Return what a signed token says of its person, without believing it.

    It is the same for two tokens of one person. A text that is no token says itself.
    """
    try:
        body = token.split(".")[1]
        said = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        kept = {name: said[name] for name in said.keys() - OF_ONE_TOKEN}
    except (AttributeError, IndexError, ValueError, RecursionError):
        return token
    return json.dumps(kept, sort_keys=True)
