"""A newsroom in which eight people send the same call at the same moment."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.access import sessions
from auth.accounts import passwords
from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.base import Base
from auth.db.database import Database
from moderation import app as application
from moderation.discussion.models import Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import items
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from moderation.web import limits
from moderation.web.limits import Budget
from tests import declared, newsroom
from tests.calling import Newsroom, founded

CALLERS = 8
PASSWORD = "a long password of many words"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")

Headers = dict[str, str]
Act = Callable[[Session, datetime], Any]


@dataclass(frozen=True)
class Call:
    """The call that all eight send. Without *callers*, visitors send it.

    ``{n}`` in a field of the form is the caller's number.
    """

    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    callers: Sequence[Headers] = ()


@dataclass(frozen=True)
class Race:
    """A route, the call that is sent to it, and the allowed outcome.

    :param won: the most of the eight calls that may succeed.
    :param adds: the most rows that all calls together may add, by table.
    """

    prepare: Callable[[Stage], Call]
    won: int = CALLERS
    adds: Mapping[str, int] = field(default_factory=dict)


class Stage:
    """A newsroom with eight moderators and admins; each race gets its own objects."""

    def __init__(self, called: Newsroom) -> None:
        self.app: Flask = called.app
        self.database: Database = called.database
        self.numbers = count(1)
        self.hashed = passwords.hash_password(PASSWORD)
        self.moderators = [self.person(Role.MODERATOR) for _ in range(CALLERS)]
        self.admins = [self.person(Role.ADMIN) for _ in range(CALLERS)]

    def write(self, act: Act) -> Any:
        """Call *act* in a transaction; return its result."""
        with self.database.unit_of_work(write=True) as work:
            made = act(work.session, work.now)
            work.session.flush()
            # What was made is read after the session is closed.
            work.session.expire_on_commit = False
            return made

    def person(self, role: Role = Role.READER, **changes: Any) -> tuple[Headers, Actor]:
        """Return a new person who is logged in with a recent password."""

        def make(session: Session, now: datetime) -> tuple[Headers, Actor]:
            name = f"Person {next(self.numbers)}"
            actor = newsroom.person(session, name, now=now, role=role, **changes)
            account = session.get_one(Account, actor.account_id)
            account.password_hash = self.hashed
            token = sessions.open_session(
                session,
                account_id=account.id,
                host="localhost",
                user_agent="test",
                now=now,
                proved=True,
            )
            return {"Cookie": f"sid={token}"}, actor

        made: tuple[Headers, Actor] = self.write(make)
        return made

    def same(self, role: Role = Role.READER, **changes: Any) -> tuple[Any, Actor]:
        """Return eight calls of one new person, and that person."""
        headers, actor = self.person(role, **changes)
        return [headers] * CALLERS, actor

    @property
    def desk(self) -> list[Headers]:
        """The eight moderators."""
        return [headers for headers, _ in self.moderators]

    @property
    def newsroom(self) -> list[Headers]:
        """The eight admins."""
        return [headers for headers, _ in self.admins]

    def comment(
        self,
        author: Actor | None = None,
        *,
        status: Status = Status.PUBLISHED,
        waits: bool = False,
    ) -> Comment:
        """Return a new comment, in the queue if it *waits*."""
        by = author or self.person()[1]

        def make(session: Session, now: datetime) -> Comment:
            under = newsroom.article(session, now=now)
            text = f"Thought number {next(self.numbers)}"
            comment = newsroom.post(session, by, under, text, now=now)
            cause = Cause.VERDICT if status is Status.HELD else Cause.DECISION
            transitions.move(
                session,
                comment,
                to=status,
                cause=cause,
                now=now,
                revision_id=comment.latest_revision_id,
            )
            if waits:
                items.open_item(
                    session,
                    comment=comment,
                    revision=newsroom.latest(session, comment),
                    causes=[VerdictCause(CauseKind.RULE, rule="word list: x")],
                    now=now,
                )
            session.flush()
            session.refresh(comment)
            return comment

        made: Comment = self.write(make)
        return made

    def item(self, author: Actor | None = None) -> int:
        """Return the number of a new item of the queue."""
        comment = self.comment(author, status=Status.HELD, waits=True)
        found = self.write(lambda session, _: items.open_for(session, comment.id))
        return int(found.id)

    def decision(self, action: Action, author: Actor | None = None) -> Decision:
        """Return a new decision of the first moderator."""
        item_id = self.item(author)

        def decide(session: Session, now: datetime) -> Decision:
            return decisions.decide(
                session,
                DecideItem(
                    item_id=item_id,
                    action=action,
                    reason=Reason.INSULT if action is Action.REJECT else None,
                    note="",
                    words="",
                    revision_id=None,
                ),
                moderator_id=self.moderators[0][1].account_id,
                now=now,
            )

        made: Decision = self.write(decide)
        return made

    def sanction(self, author: Actor, *, is_proposed: bool = False) -> int:
        """Return the number of a new warning, by somebody beside the eight."""
        moderator = self.person(Role.MODERATOR)[1]
        proposal = ImposeSanction(
            account_id=author.account_id,
            kind=SanctionKind.WARN,
            reason=Reason.INSULT,
        )
        impose = partial(
            sanctions.impose,
            change=proposal,
            site_id=1,
            moderator_id=moderator.account_id,
            needs_second=is_proposed,
        )
        made = self.write(lambda session, now: impose(session, now=now).id)
        return int(made)

    def mailed(self, act: Callable[..., Any]) -> str:
        """Return the path of the link in the mail that *act* has sent."""
        sent: list[str] = []

        def mailer(_session: Session, **mail: Any) -> None:
            sent.append(mail["body"])

        self.write(lambda session, now: act(session, mailer=mailer, now=now))
        found = LINK.search(sent[0])
        assert found
        return found[1].rstrip(".")

    def rows(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        with self.database.engine.connect() as connection:
            counts = select(
                *(
                    select(func.count())
                    .select_from(table)
                    .scalar_subquery()
                    .label(table.name)
                    for table in Base.metadata.sorted_tables
                )
            )
            return dict(connection.execute(counts).one()._mapping)

    def run(self, method: str, call: Call) -> list[Any]:
        """Send *call* eight times at once; return the responses."""
        return self.run_all(method, [call] * CALLERS)

    def run_all(self, method: str, calls: Sequence[Call]) -> list[Any]:
        """Send eight calls at once, each by the caller in its place."""
        barrier = Barrier(CALLERS)

        def send(place: int) -> Any:
            call = calls[place]
            headers = call.callers[place] if call.callers else {}
            client = self.app.test_client(use_cookies=False)
            form = {name: _filled(value, place) for name, value in call.form.items()}
            body = {"data": form} if call.json is None else {"json": call.json}
            barrier.wait()
            return client.open(call.path, method=method, headers=headers, **body)

        with ThreadPoolExecutor(CALLERS) as pool:
            return list(pool.map(send, range(CALLERS)))


def on_stage(database: Database, folder: Path) -> Stage:
    """Found a newsroom in an empty database."""
    config = application.testing_config(folder, comments_a_minute=1_000)
    app = application.create_app(config, application.Parts(database))
    app.config["WTF_CSRF_ENABLED"] = False
    # Other tests check the budgets. Here only limits within a view are active.
    plenty = Budget.of(minute=1_000_000)
    app.extensions[limits.EXTENSION] = dict.fromkeys(declared.budgets(), plenty)
    return Stage(founded(app, database))


def _filled(value: Any, place: int) -> Any:
    """Return a field with the caller's number; bytes are sent as a file."""
    if isinstance(value, bytes):
        return io.BytesIO(value), "part"
    return value.format(n=place) if isinstance(value, str) else value
