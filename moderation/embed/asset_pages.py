"""The script for publishers' pages, and the style sheet of the frame."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from auth.access.declarations import public, without_cookies
from moderation.embed.rules import Theme, bundled, in_theme

blueprint = Blueprint("embed_assets", __name__)

SHEETS = ("tokens", "base", "parts", "forms", "comments", "embed")
"""The style sheets of the frame, which gets them as one."""

MODULES = (
    "texts",
    "tabs",
    "live-comments",
    "frame",
    "frame-login",
    "time",
    "submit-once",
    "limits",
    "drafts",
    "unsent",
    "posting",
    "live",
    "thread-tools",
    "menus",
    "landing",
)
"""The modules of the frame, which gets them as one: those that export come first."""

TEN_MINUTES = "public, max-age=600, stale-while-revalidate=86400"


@blueprint.get("/embed.js")
@public
@without_cookies
def script() -> Response:
    """Send the script that publishers' pages load."""
    return _for_everybody(_text("js/embed.js"), "text/javascript")


@blueprint.get("/count.js")
@public
@without_cookies
def count_script() -> Response:
    """Send the script that fills in the numbers of comments."""
    return _for_everybody(_text("js/count.js"), "text/javascript")


@blueprint.get("/embed/frame.js")
@public
@without_cookies
def modules() -> Response:
    """Send the modules of the frame as one."""
    texts = [_text(f"js/{each}.js") for each in MODULES]
    return _for_everybody(bundled(texts), "text/javascript")


@blueprint.get("/embed/<any(auto, light, dark):theme>.css")
@public
@without_cookies
def style(theme: str) -> Response:
    """Send the style sheet of the frame in one of the themes."""
    sheets = "\n".join(_text(f"css/{each}.css") for each in SHEETS)
    return _for_everybody(in_theme(sheets, Theme(theme)), "text/css")


def _for_everybody(text: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.add_etag()
    response.make_conditional(request)
    headers = response.headers
    headers["Cache-Control"] = TEN_MINUTES
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Access-Control-Allow-Origin"] = "*"
    return response


def _text(name: str) -> str:
    return _read(Path(current_app.static_folder or "") / name)


@cache
def _read(path: Path) -> str:
    return path.read_text()
