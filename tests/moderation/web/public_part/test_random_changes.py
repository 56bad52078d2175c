"""After any changes to comments, the next request gets no deleted text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions, writing
from moderation.discussion.text import read
from moderation.privacy.services import erasing
from moderation.web.public_part.front import EXTENSION
from tests import newsroom
from tests.calling import Caller, Newsroom
from tests.hypothesis_profiles import examples

COMMENTS = 3
_numbers = itertools.count()

Change = Callable[[Session, Comment, datetime], object]


def moving(to: Status, cause: Cause) -> Change:
    return lambda session, comment, now: transitions.move(
        session,
        comment,
        to=to,
        cause=cause,
        now=now,
        revision_id=comment.latest_revision_id,
    )


def edit_and_publish(session: Session, comment: Comment, now: datetime) -> None:
    writing.edit(
        session,
        comment_id=comment.id,
        author_id=comment.author_id,
        expected_revision_id=None,
        text=read(f"Edited-{next(_numbers)}-text", longest=100),
        rule_causes=[],
        now=now,
    )
    moving(Status.PUBLISHED, Cause.VERDICT)(session, comment, now)


CHANGES: dict[str, Change] = {
    "hide": moving(Status.HELD, Cause.VERDICT),
    "reject": moving(Status.REJECTED, Cause.DECISION),
    "publish": moving(Status.PUBLISHED, Cause.DECISION),
    "edit": edit_and_publish,
    "delete": lambda session, comment, now: writing.delete(
        session, comment_id=comment.id, author_id=comment.author_id, now=now
    ),
    "erase": lambda session, comment, now: erasing.erase_comment(
        session, comment.id, author_id=comment.author_id, now=now
    ),
}
ALLOWED = {"hide": {Status.PUBLISHED, Status.HELD}}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, COMMENTS - 1)),
    min_size=1,
    max_size=4,
)


def discussed(called: Newsroom, author: Actor) -> tuple[str, list[int]]:
    """Post a thread with a reply and another thread under a new article."""
    key = f"story-{next(_numbers)}"
    with called.database.unit_of_work(write=True) as work:
        session, now = work.session, work.now
        under = newsroom.article(session, now=now, key=key)
        posted: list[Comment] = []
        for number in range(COMMENTS):
            parent = posted[0] if number == 1 else None
            text = f"First-{next(_numbers)}-text"
            comment = newsroom.post(
                session, author, under, text, now=now, parent=parent
            )
            moving(Status.PUBLISHED, Cause.VERDICT)(session, comment, now)
            posted.append(comment)
        return key, [each.id for each in posted]


def shown(called: Newsroom, reader: Caller, key: str, thread_id: int) -> list[str]:
    """Return everything that a visitor and a reader can read of the discussion."""
    visitor = called.visitor().client
    pages = [
        (visitor, f"/articles/{key}"),
        (visitor, f"/articles/{key}?sort=oldest"),
        (visitor, f"/embed/articles/{key}"),
        (visitor, f"/threads/{thread_id}"),
        (visitor, f"/embed/threads/{thread_id}"),
        (visitor, f"/articles/{key}/feed.atom"),
        (visitor, f"/embed/articles/{key}/fragment"),
        (visitor, f"/embed/articles/{key}/fragment?format=jsonld"),
        (visitor, f"/api/v1/articles/{key}/threads"),
        (visitor, f"/api/v1/threads/{thread_id}/replies"),
        (reader.client, f"/articles/{key}"),
        (reader.client, f"/embed/articles/{key}"),
        (reader.client, f"/threads/{thread_id}"),
    ]
    return [without_keys(client.get(path)) for client, path in pages]


def without_keys(answer: Any) -> str:
    """Return a page without the keys of its forms, which are new each time."""
    return re.sub(r'(_token|_key)" value="[^"]+"', "", answer.get_data(as_text=True))


def counts(called: Newsroom, key: str) -> set[int]:
    """Return the number of comments as each place tells it.

    The state may be two seconds old, so what is kept of it is forgotten first.
    """
    visitor = called.visitor()
    called.app.extensions[EXTENSION].clear()
    state = visitor.client.get(f"/live/a/{key}").json
    data = visitor.client.get(f"/embed/articles/{key}/fragment?format=jsonld").json
    told = visitor.get(f"/counts?article={key}").json
    assert state is not None
    assert data is not None
    return {state["count"], data["commentCount"], *told["articles"].values()}


def check(called: Newsroom, reader: Caller, key: str, ids: list[int]) -> None:
    pages = shown(called, reader, key, ids[0])
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Revision.id, Revision.plain_text, Comment)
            .join(Comment, Comment.id == Revision.comment_id)
            .where(Comment.id.in_(ids), Revision.text != "")
        ).all()
        for revision_id, text, comment in rows:
            is_shown = (
                comment.status is Status.PUBLISHED
                and comment.shown_revision_id == revision_id
            )
            assert any(text in page for page in pages) == is_shown
        published = {row.Comment.id for row in rows if is_published(row.Comment)}
    assert counts(called, key) == {len(published)}


def is_published(comment: Comment) -> bool:
    return comment.status is Status.PUBLISHED


def check_memory(
    called: Newsroom, people: Sequence[Caller], key: str, thread_id: int
) -> None:
    """Check that what is answered from memory equals what is rendered anew."""

    def read() -> list[list[str]]:
        return [shown(called, person, key, thread_id) for person in people]

    pages = read()
    called.app.extensions["ceasefire.public_parts"].clear()
    called.app.extensions[EXTENSION].clear()
    assert read() == pages


def test_nothing_that_is_gone_is_sent_after_any_sequence(called: Newsroom) -> None:
    _, author = called.person("Nour")
    reader, _ = called.person("Ruth")
    moderator, _ = called.person("Edith", Role.MODERATOR)

    @settings(
        max_examples=examples(3), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(steps=STEPS)
    def run(steps: list[tuple[str, int]]) -> None:
        key, ids = discussed(called, author)
        shown(called, reader, key, ids[0])
        for name, place in steps:
            with called.database.unit_of_work(write=True) as work:
                comment = transitions.lock(work.session, ids[place])
                is_allowed = name not in ALLOWED or comment.status in ALLOWED[name]
                if comment.status is not Status.DELETED and is_allowed:
                    CHANGES[name](work.session, comment, work.now)
            check(called, reader, key, ids)
        check_memory(called, [reader, moderator], key, ids[0])

    run()
