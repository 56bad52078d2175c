"""Splits URLs that come from a request."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

NOTHING = SplitResult("", "", "", "", "")


def url_parts(url: str) -> SplitResult:
    """Return the parts of *url*; all of them empty if it cannot be read.

    ``urlsplit`` raises an error for a few texts, such as ``http://[``, which may stand
    in any header or field.
    """
    try:
        return urlsplit(url)
    except ValueError:
        return NOTHING
