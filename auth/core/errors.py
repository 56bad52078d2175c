"""The base classes of all errors.

They carry no HTTP status: one table at the edge maps each class to its status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auth.core.translation import LazyText


class CeasefireError(Exception):
    """An error that a person or a program can be told about.

    ``text`` is the message for somebody who is told later.

    :param message: a plain sentence for the person who caused it.
    :param details: JSON-serializable data that a program needs to react.
    """

    code = "error"

    def __init__(
        self, message: str | LazyText = "", details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(str(message or self.__class__.__doc__ or self.code))
        self.message = str(self)
        is_lazy = isinstance(message, LazyText)
        self.text = message if is_lazy else LazyText.of(self.message)
        self.details = dict(details or {})


class InvalidError(CeasefireError):
    """What was sent cannot be accepted as it is."""

    code = "invalid"


def check_all(*checks: Callable[[], object]) -> None:
    """Run every check of a form, so that all errors can be shown at once.

    :raises InvalidError: the first error, with the message of each invalid field in
        ``details["fields"]``.
    """
    faults = list[InvalidError]()
    for check in checks:
        try:
            check()
        except InvalidError as error:
            faults.append(error)
    if not faults:
        return
    first = faults[0]
    fields = {
        each.details["field"]: each.message
        for each in reversed(faults)
        if "field" in each.details
    }
    raise InvalidError(first.message, first.details | {"fields": fields}) from first


class UnauthenticatedError(CeasefireError):
    """You are not logged in."""

    code = "unauthenticated"


class ProofNeededError(UnauthenticatedError):
    """Please prove once more who you are.

    ``details["by"]`` says how: ``password`` or ``second_factor``.
    """

    code = "proof_needed"


class ForbiddenError(CeasefireError):
    """You may not do this."""

    code = "forbidden"


class NotFoundError(CeasefireError):
    """There is nothing here by that name."""

    code = "not_found"


class ConflictError(CeasefireError):
    """Somebody or something was faster: look again before you act."""

    code = "conflict"


class ClosedError(ConflictError):
    """This takes nothing more at the moment: to send it again does not help."""


class TooManyError(CeasefireError):
    """Too many tries. Please wait a while.

    ``details["retry_after"]`` holds the seconds to wait.
    """

    code = "too_many"


class UnavailableError(CeasefireError):
    """This cannot be answered just now. Please try again."""

    code = "unavailable"
