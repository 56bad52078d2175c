"""The errors of the comment side, on the base that ``auth`` lays."""

from __future__ import annotations

from auth.core.errors import CeasefireError


class SettingError(CeasefireError):
    """A setting cannot be what it is."""

    code = "bad_setting"
