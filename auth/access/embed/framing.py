"""Pages that a publisher's page shows in a frame: all of them are under ``/embed/``."""

from __future__ import annotations

from dataclasses import replace

from flask import has_request_context, request

from auth.core.actor import Actor

FRAMED = "/embed/"
"""The path that all pages for the frame, and no others, begin with."""

OUR_OWN_SITE = ("same-origin", "same-site")


def is_framed() -> bool:
    """Whether this request is for a page that a publisher's page may frame."""
    return has_request_context() and request.path.startswith(FRAMED)


def limited_to_frame(actor: Actor) -> Actor:
    """Return *actor* with the permissions that it has in a frame.

    A page in a frame can be covered or moved by the page around it, so that not even
    an ordinary log-in may do more there than take part in the discussion.
    """
    return replace(actor, is_framed=True)


def is_document_of_same_site() -> bool:
    """Whether a page of the same site shows this page in a frame.

    Only then does the browser send our ordinary cookies along.
    """
    return (
        is_framed()
        and request.headers.get("Sec-Fetch-Dest") == "iframe"
        and request.headers.get("Sec-Fetch-Site") in OUR_OWN_SITE
    )
