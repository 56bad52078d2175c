"""The errors of ``moderation``, derived from the base in ``auth``."""

from __future__ import annotations

from auth.core.errors import CeasefireError


class SettingError(CeasefireError):
    """A setting has a value that is not allowed."""

    code = "bad_setting"
