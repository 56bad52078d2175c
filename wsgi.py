"""The WSGI application: ``wsgi:app`` under any server. Starts nothing by itself."""

from __future__ import annotations

import os

from moderation.app import create_app
from moderation.config import from_environment
from moderation.errors import SettingError

try:
    app = create_app(from_environment(os.environ))
except SettingError as error:
    # What an operator has to read is the reason, not where it was found.
    raise SystemExit(f"Ceasefire does not start: {error}") from None
