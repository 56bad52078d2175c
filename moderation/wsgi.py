"""The WSGI application, ``moderation.wsgi:app``. Importing it starts nothing."""

from __future__ import annotations

import os

from moderation.app import create_app
from moderation.platform.errors import SettingError
from moderation.platform.settings.environment import from_environment

try:
    # Flask's command line sets this variable. Each command then checks the settings
    # that it uses. Under a server, all of them must be right.
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    app = create_app(from_environment(os.environ), for_commands=is_command)
except SettingError as error:
    # The operator needs the reason, not the place in the code.
    raise SystemExit(f"Ceasefire does not start: {error}") from None
