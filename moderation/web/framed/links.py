"""Keeps links and redirects of a page in a frame within the frame."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from auth.access.embed.framing import is_framed

FRAMED_BY = "framed_by"
"""The name in ``flask.g`` of the origins whose pages may frame this response."""

ROOM = "embed"
LOOKS = ("theme", "accent", "font", "lang", "url")
"""The query parameters that say how the frame looks, and on which page it is.

Links in the frame keep them."""


def framed(endpoint: str) -> str:
    """Return the endpoint that shows the page *endpoint* in a frame."""
    return f"{ROOM}.{endpoint.replace('.', '__')}"


def looks_of_request() -> dict[str, str]:
    """Return the looks that this page in a frame has; none outside a frame."""
    if not is_framed():
        return {}
    return {name: request.args[name] for name in LOOKS if name in request.args}


class FramedFlask(Flask):
    """Flask whose links lead from a page in a frame to other pages for the frame.

    The room *embed* registers the views that it shows in a frame a second time, under
    ``/embed/``. A link to any other page leads to the site itself, in a new tab.
    """

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return the URL of *endpoint*: in a frame, of its page for the frame."""
        if not is_framed() or framed(endpoint) not in self.view_functions:
            return super().url_for(endpoint, **values)
        return super().url_for(framed(endpoint), **looks_of_request() | values)
