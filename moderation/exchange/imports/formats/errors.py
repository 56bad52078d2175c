"""The error that a file cannot be imported."""

from __future__ import annotations

from auth.core.errors import InvalidError
from auth.core.translation import LazyText


class UnreadableFileError(InvalidError):
    """This file cannot be read.

    :param text: the reason. It is translated later, because a chore reads uploaded
        files, and an admin reads the reason on a page.
    """

    code = "unreadable_file"

    def __init__(self, text: LazyText) -> None:
        super().__init__(text)
