"""The origins whose pages may embed a site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _

LONGEST_URL = 1_500
MOST_ORIGINS = 50
FIELD = "allowed_origins"
DEFAULT_PORTS = {"https": ":443", "http": ":80"}

_ORIGIN = re.compile(
    r"(https?)://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)"
    r"(:[0-9]{1,5})?"
)


def checked(origins: Iterable[str]) -> list[str]:
    """Return origins as browsers write them, each once.

    :raises InvalidError: if one is not an origin, or there are too many.
    """
    found = list(dict.fromkeys(_checked(each) for each in origins if each.strip()))
    if len(found) > MOST_ORIGINS:
        message = _("A site has at most %(most)s origins.", most=MOST_ORIGINS)
        raise InvalidError(message, {"field": FIELD})
    return found


def is_page_of(origins: Collection[str], url: str) -> bool:
    """Whether *url* is a page of one of the *origins*.

    Backslashes, control characters and names before the host are refused, because
    browsers read them in ways that mislead.
    """
    if len(url) > LONGEST_URL or "\\" in url or any(ord(char) < 33 for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in origins


def page_of(origins: Collection[str], url: str) -> str:
    """Return *url* without its fragment if it is a page of *origins*; else empty."""
    return url.partition("#")[0] if is_page_of(origins, url) else ""


def _checked(origin: str) -> str:
    origin = origin.strip().lower().rstrip("/")
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        raise InvalidError(
            _(
                "“%(origin)s” is not an origin. An origin looks like "
                "https://www.example.org, without a path.",
                origin=origin,
            ),
            {"field": FIELD},
        )
    return origin.removesuffix(DEFAULT_PORTS[match[1]])
