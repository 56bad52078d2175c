"""The scripts that take the place of those of another system."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from auth.access.declarations import public, without_cookies
from moderation.embed.asset_pages import TEN_MINUTES
from moderation.embed.rules import bundled

blueprint = Blueprint("compat_scripts", __name__)

ELEMENT, SHARED, COUNTS = "embed", "compat/stories", "compat/counts"
CORAL_COUNTS, DISQUS_COUNTS = "compat/coral-counts", "compat/disqus-counts"


@blueprint.get("/compat/coral.js")
@blueprint.get("/assets/js/embed.js", endpoint="coral_at_its_path")
@public
@without_cookies
def coral() -> Response:
    """Send what takes the place of Coral's embed script, also at the path it has."""
    return _script(ELEMENT, SHARED, COUNTS, CORAL_COUNTS, "compat/coral")


@blueprint.get("/compat/coral-count.js")
@blueprint.get("/assets/js/count.js", endpoint="coral_counts_at_their_path")
@public
@without_cookies
def coral_counts() -> Response:
    """Send what takes the place of Coral's count script, also at the path it has."""
    return _script(SHARED, COUNTS, CORAL_COUNTS)


@blueprint.get("/compat/disqus.js")
@public
@without_cookies
def disqus() -> Response:
    """Send what takes the place of Disqus's embed script."""
    return _script(ELEMENT, SHARED, "compat/disqus")


@blueprint.get("/compat/disqus-count.js")
@public
@without_cookies
def disqus_counts() -> Response:
    """Send what takes the place of Disqus's count script."""
    return _script(SHARED, COUNTS, DISQUS_COUNTS)


def _script(*names: str) -> Response:
    response = Response(_joined(_folder(), names), mimetype="text/javascript")
    response.add_etag()
    response.make_conditional(request)
    headers = response.headers
    headers["Cache-Control"] = TEN_MINUTES
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Access-Control-Allow-Origin"] = "*"
    return response


def _folder() -> Path:
    return Path(current_app.static_folder or "") / "js"


@cache
def _joined(folder: Path, names: Sequence[str]) -> str:
    """Return modules as one script. It adds no names to the page but the system's."""
    texts = [(folder / f"{name}.js").read_text() for name in names]
    return f"(() => {{\n{bundled(texts)}\n}})();\n"
