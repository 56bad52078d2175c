"""A newsroom that tests call over HTTP in-process: its people, keys and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from auth.access import keys, sessions
from auth.core.actor import Actor
from auth.core.permissions import Role
from auth.db.base import Base
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.intake.services import judging
from moderation.platform import leases
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.services import items
from tests import newsroom

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
UNCOUNTED = {"security_throttle", "throttle", "api_key_use"}


class Caller:
    """A visitor, a person or an API key that calls the application."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = headers

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Request *path* under ``/api/v1``; return Werkzeug's test response."""
        headers = self.headers | arguments.pop("headers", {})
        return self.client.open(
            f"/api/v1{path}", method=method, headers=headers, **arguments
        )

    def get(self, path: str, **arguments: Any) -> Any:
        """Read *path*."""
        return self.call("GET", path, **arguments)

    def post(self, path: str, json: Any = None, **arguments: Any) -> Any:
        """Post *json*."""
        return self.call("POST", path, json=json, **arguments)

    def send(self, page: str, **form: str) -> Any:
        """Send a page's form."""
        token = self.headers.get("X-CSRFToken", "")
        return self.client.post(page, data={"csrf_token": token} | form)


@dataclass
class Newsroom:
    """An application over a database with a site and one article, *truce*."""

    app: Flask
    database: Database
    now: datetime

    def person(self, name: str, role: Role = Role.READER) -> tuple[Caller, Actor]:
        """Return a person who is logged in with a browser."""
        with self.database.unit_of_work(write=True) as work:
            actor = newsroom.person(work.session, name, now=work.now, role=role)
            token = sessions.open_session(
                work.session,
                account_id=actor.account_id,
                host="localhost",
                user_agent="test",
                now=work.now,
                proved=True,
            )
        caller = Caller(self.app)
        caller.client.set_cookie("sid", token)
        caller.headers["X-CSRFToken"] = form_token(self.app, caller.client)
        return caller, actor

    def person_alone(self, name: str) -> Actor:
        """Return a reader who has no browser."""
        with self.database.unit_of_work(write=True) as work:
            return newsroom.person(work.session, name, now=work.now)

    def key(self, *scopes: str) -> Caller:
        """Return a program with an API key."""
        with self.database.unit_of_work(write=True) as work:
            owner = newsroom.person(
                work.session, f"Owner {scopes}", now=work.now, role=Role.ADMIN
            )
            token = keys.create(
                work.session,
                name="cms",
                scopes=scopes,
                account_id=owner.account_id,
                now=work.now,
            )
        return Caller(self.app, Authorization=f"Bearer {token}")

    def visitor(self) -> Caller:
        """Return a visitor without an account."""
        return Caller(self.app)

    def comment(
        self,
        author: Actor,
        text: str,
        *,
        status: Status = Status.PUBLISHED,
        parent_id: int | None = None,
        waits: bool = False,
    ) -> int:
        """Store a comment with *status*; it is in the queue if it *waits*."""
        with self.database.unit_of_work(write=True) as work:
            session = work.session
            under = newsroom.article(session, now=work.now)
            parent = session.get(Comment, parent_id) if parent_id else None
            comment = newsroom.post(
                session, author, under, text, now=work.now, parent=parent
            )
            if status is not Status.WAITING:
                transitions.move(
                    session,
                    comment,
                    to=status,
                    cause=Cause.VERDICT if status is Status.HELD else Cause.DECISION,
                    now=work.now,
                    revision_id=comment.latest_revision_id,
                )
            if waits:
                items.open_item(
                    session,
                    comment=comment,
                    revision=newsroom.latest(session, comment),
                    causes=[VerdictCause(CauseKind.RULE, rule="word list: x")],
                    now=work.now,
                )
            return comment.id

    def unanswered(self, author: Actor, text: str) -> None:
        """Store a comment that the classifier could not score in time."""
        comment_id = self.comment(author, text, status=Status.WAITING)
        with self.database.unit_of_work(write=True) as work:
            claim = leases.claim(
                work.session, Revision, Revision.comment_id == comment_id, now=work.now
            )
            for revision_id in claim.ids:
                judging.give_up(
                    work.session, revision_id, token=claim.token, now=work.now
                )

    def rows(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        with self.database.engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table))
                or 0
                for table in Base.metadata.sorted_tables
                if table.name not in UNCOUNTED
            }


def form_token(app: Flask, client: FlaskClient) -> str:
    """Return the token that forms have on the pages that *client* gets.

    It is made as for a page, without the page, which takes six times as long.
    """
    with client.session_transaction() as kept, app.test_request_context():
        token: str = generate_csrf()
        kept["csrf_token"] = session["csrf_token"]
    return token


def founded(app: Flask, database: Database) -> Newsroom:
    """Create the newsroom."""
    now = datetime.now(UTC)
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.article(work.session, now=now)
    return Newsroom(app, database, now)


def refused(answer: Any, status: int) -> dict[str, Any]:
    """Return the error in *answer*."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"error"}
    error: dict[str, Any] = answer.json["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "details"}
    assert error["message"]
    return error
