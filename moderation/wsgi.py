"""The WSGI application, ``moderation.wsgi:app``. Importing it starts nothing."""

from __future__ import annotations

import gc
import os

# What is imported stays. Looking for garbage among it takes an eighth of the time of a
# start, and would go on in every process that the server forks.
gc.disable()

from moderation.app import create_app  # noqa: E402  Nothing is collected meanwhile.
from moderation.platform.errors import SettingError  # noqa: E402  The same.
from moderation.platform.settings.environment import (  # noqa: E402  The same.
    from_environment,
)

try:
    # Flask's command line sets this variable. Each command then checks the settings
    # that it uses. Under a server, all of them must be right.
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    app = create_app(from_environment(os.environ), for_commands=is_command)
except SettingError as error:
    # The operator needs the reason, not the place in the code.
    raise SystemExit(f"Ceasefire does not start: {error}") from None

gc.freeze()
gc.enable()
