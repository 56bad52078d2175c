"""A newsroom and other systems that talk to it over real HTTP on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import select
from werkzeug.serving import make_server

from auth.access import keys
from auth.access.inputs import CreateBoundKey
from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.review.items.models import ReviewItem
from tests.calling import Caller, Newsroom

Reply = Callable[[str, dict[str, str], Any], Any]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* in this process, and yield its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def answering(reply: Reply) -> Iterator[str]:
    """Serve a system that answers each JSON request by *reply*; yield its origin."""
    app = Flask("fake")

    @app.post("/<path:path>")
    def answer(path: str) -> Response:
        said = reply(f"/{path}", dict(request.headers), request.get_json())
        return Response(json.dumps(said), mimetype="application/json")

    with served(app) as origin:
        yield origin


def comment_of(called: Newsroom, comment_id: int) -> Comment:
    with called.database.unit_of_work(write=False) as work:
        found = work.session.get_one(Comment, comment_id)
        work.session.expunge(found)
        return found


def items(called: Newsroom, comment: Comment) -> list[ReviewItem]:
    with called.database.unit_of_work(write=False) as work:
        found = select(ReviewItem).where(
            ReviewItem.comment_id == comment.id, ReviewItem.closed_at.is_(None)
        )
        rows = list(work.session.scalars(found))
        work.session.expunge_all()
        return rows


def bound(called: Newsroom, name: str, role: Role = Role.MODERATOR) -> Caller:
    """Return a tool with a key that is bound to a moderator."""
    _, actor = called.person(name, role)
    with called.database.unit_of_work(write=True) as work:
        keys.create_once(
            work.session,
            CreateBoundKey(name="Coop"),
            token="cfk_bound",
            account_id=actor.account_id,
            now=work.now,
        )
    return Caller(called.app, Authorization="Bearer cfk_bound")
