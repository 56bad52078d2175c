"""The product, and beside it in the same server an empty route of Flask."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from flask import Flask

from moderation.app import create_app
from moderation.platform.settings.environment import from_environment

EMPTY = "/empty-route"

empty = Flask("empty")


@empty.get(EMPTY)
def answer() -> str:
    """Answer with nothing."""
    return ""


app = create_app(from_environment(os.environ), for_commands=True)
product = app.wsgi_app


def either(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Call the empty application for its route, and the product for all others."""
    chosen = empty.wsgi_app if environ["PATH_INFO"] == EMPTY else product
    return chosen(environ, start_response)


app.wsgi_app = either  # type: ignore[method-assign]
