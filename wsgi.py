"""``wsgi:app`` in a checkout; an installed Ceasefire has ``moderation.wsgi:app``."""

from __future__ import annotations

from moderation.wsgi import app

__all__ = ["app"]
