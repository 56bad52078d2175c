"""The error that a file cannot be imported."""

from __future__ import annotations

from auth.core.errors import InvalidError


class UnreadableFileError(InvalidError):
    """This file cannot be read."""

    code = "unreadable_file"
