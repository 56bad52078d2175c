"""The WSGI application: ``wsgi:app`` under any server. Starts nothing by itself."""

from __future__ import annotations

import os

from moderation.app import create_app
from moderation.config import from_environment

app = create_app(from_environment(os.environ))
