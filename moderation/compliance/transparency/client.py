"""Calls the Transparency Database: sends a batch, and reads its answer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

PRODUCTION = "https://transparency.dsa.ec.europa.eu/api/v1"
TIMEOUT_SECONDS = 60
CREATED, UNAUTHORIZED, FORBIDDEN, INVALID = 201, 401, 403, 422
PREFIX = "statement_"


class UnreachableError(OSError):
    """The database did not answer, or not in its own way."""


@dataclass(frozen=True)
class Answer:
    """What the database answered to a batch, which it takes as a whole or not at all.

    :param uuids: of the stored statements, by their ``puid``.
    :param wrong: the messages about each refused statement, by its place in the batch.
    :param existing: the ``puid`` of each statement that it has already.
    """

    status: int
    message: str = ""
    uuids: dict[str, str] = field(default_factory=dict)
    wrong: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    existing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Connection:
    """The address of the database with the token of a platform.

    :param url: ends in ``/api/v1``. The schema in force is served there too.
    """

    url: str
    token: str

    def send(self, statements: Sequence[dict[str, Any]]) -> Answer:
        """Send 1 to 100 statements, and return the answer.

        :raises UnreachableError: if there is no answer, or one that is not JSON.
        """
        request = urllib.request.Request(  # noqa: S310  The scheme was checked.
            f"{self.url.rstrip('/')}/statements",
            data=json.dumps({"statements": list(statements)}).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Accept": "application/json",
                "Content-Type": "application/json",
            },
            method="POST",
        )
        try:
            with _opener().open(request, timeout=TIMEOUT_SECONDS) as response:
                return answer_of(response.status, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return answer_of(error.code, error.read())
        except OSError as error:
            raise UnreachableError(str(error)) from error


def answer_of(status: int, content: bytes) -> Answer:
    """Return the answer in a response.

    :raises UnreachableError: if it was accepted but is not JSON.
    """
    try:
        body = json.loads(content)
    except ValueError as error:
        if status == CREATED:
            raise UnreachableError("The answer is not JSON.") from error
        return Answer(status)
    if not isinstance(body, dict):
        return Answer(status)
    errors = body.get("errors")
    errors = errors if isinstance(errors, dict) else {}
    return Answer(
        status=status,
        message=str(body.get("message", "")),
        uuids={
            str(each.get("puid")): str(each.get("uuid", ""))
            for each in body.get("statements", ())
            if isinstance(each, dict)
        },
        wrong={
            int(name.removeprefix(PREFIX)): messages
            for name, messages in errors.items()
            if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdigit()
        },
        existing=tuple(map(str, errors.get("existing_puids", ()))),
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a token is sent to no other host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Return nothing, so that the redirect is an error."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirect)
