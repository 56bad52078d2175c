"""The settings of Flask and its extensions."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from moderation.platform.config import Config
from moderation.platform.secret_keys import secret_of

LARGEST_REQUEST = 2 * 1024 * 1024
"""The most bytes of a request's body."""


class JsonProvider(DefaultJSONProvider):
    """Reads and writes JSON. What is nested too deeply to be read is not valid."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Return the value of a JSON text.

        :raises ValueError: if it is not valid JSON.
        """
        try:
            return super().loads(s, **options)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def configure(app: Flask, config: Config) -> None:
    """Configure Flask and its extensions from the application's settings."""
    app.json = JsonProvider(app)
    app.config.update(
        SECRET_KEY=secret_of(config),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # Every allowed form is parsed, so that a refused one can be shown again.
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        # The strict check needs a Referer, which pages with a mailed token in their
        # address never send. We check Origin and Sec-Fetch-Site instead. The token's
        # cookie has the prefix __Host-, so that no sibling domain can set one.
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME="__Host-form" if config.is_production else "form",
        SESSION_COOKIE_SECURE=config.is_production,
        SESSION_COOKIE_SAMESITE="Lax",
        API_TITLE="Ceasefire",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
