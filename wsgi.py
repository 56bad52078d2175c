"""The WSGI application: ``wsgi:app`` under any server. Starts nothing by itself."""

from __future__ import annotations

import os

from moderation.app import create_app
from moderation.platform.config import from_environment
from moderation.platform.errors import SettingError

try:
    # Flask's command line says so of itself; each command then asks for the settings
    # that it uses. Under a server, all of them must be right.
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    app = create_app(from_environment(os.environ), for_commands=is_command)
except SettingError as error:
    # What an operator has to read is the reason, not where it was found.
    raise SystemExit(f"Ceasefire does not start: {error}") from None
