"""Readers who post without pause and record what was acknowledged."""

from __future__ import annotations

import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from sqlalchemy import select

from auth.access import sessions
from auth.core.models import Account
from auth.db.database import Database
from moderation.review.sanctions.models import Sanction

READERS = 4
LONGEST_LIFE = 30.0
"""The seconds within which a reader must have posted."""

PAGE = "/articles/air-strike-deir-ez-zour"


@dataclass
class Reader:
    """A reader who posts without pause and records what was acknowledged."""

    url: str
    cookie: str
    name: str
    acknowledged: list[str] = field(default_factory=list)

    def post_until(self, stop: threading.Event) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            text = (
                f"{self.name} says, for the {number}th time: let the lorries through."
            )
            try:
                self._post(text)
            except (OSError, HTTPException, AttributeError):
                stop.wait(0.05)
            else:
                self.acknowledged.append(text)

    def _post(self, text: str) -> None:
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(), NoRedirect()
        )
        opener.addheaders = [("Cookie", f"sid={self.cookie}")]
        with opener.open(self.url + PAGE, timeout=5) as response:
            page, form_cookie = response.read().decode(), response.headers["Set-Cookie"]
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        cookies = f"sid={self.cookie}; {form_cookie.split(';')[0]}"
        request = urllib.request.Request(
            f"{self.url}{PAGE}/comments",
            urllib.parse.urlencode({"csrf_token": token[1], "text": text}).encode(),
            {"Cookie": cookies},
        )
        with urllib.request.build_opener(NoRedirect()).open(request, timeout=5) as done:
            assert done.status == 303


class NoRedirect(urllib.request.HTTPErrorProcessor):
    """Takes the first answer as it is, and refuses any that is not a success."""

    def http_response(self, _request: Any, response: Any) -> Any:
        """Pass a success on."""
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise urllib.error.URLError(str(response.status))
        return response


def log_in(database: Database, url: str) -> list[Reader]:
    """Log in readers against whom there is no sanction: they may post."""
    host = url.removeprefix("http://")
    with database.unit_of_work(write=True) as work:
        names = work.session.execute(
            select(Account.id, Account.display_name)
            .where(Account.id.not_in(select(Sanction.account_id)))
            .order_by(Account.id.desc())
        ).all()[:READERS]
        return [
            Reader(
                url,
                sessions.open_session(
                    work.session,
                    account_id=account_id,
                    host=host,
                    user_agent="test",
                    now=work.now,
                    proved=True,
                ),
                name,
            )
            for account_id, name in names
        ]


def wait_for_another_acknowledgement(readers: list[Reader]) -> None:
    """Wait until a reader is told once more that a comment was received.

    With a fixed time, a busy machine might not acknowledge any.
    """
    before = sum(len(reader.acknowledged) for reader in readers)
    deadline = time.monotonic() + LONGEST_LIFE
    while sum(len(reader.acknowledged) for reader in readers) == before:
        assert time.monotonic() < deadline, "nobody can post"
        threading.Event().wait(0.02)
