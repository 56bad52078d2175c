"""Searching all comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import search, transitions, writing
from moderation.discussion.services.search import CommentQuery, FoundComments
from moderation.discussion.text import read
from tests import newsroom

TEXTS = {
    "The mayor voted yes.": 0,
    "Look at spam.example/cheap-seats now!": 1,
    "Das Café schließt um fünf.": 2,
    "The mayor was late again.": 3,
}


@dataclass
class Room:
    """A newsroom with one comment per day, by two authors under two articles."""

    database: Database
    site_id: int
    ids: list[int]
    authors: list[int]
    articles: list[int]
    now: datetime

    def find(self, **wanted: Any) -> list[int]:
        """Return the places in ``TEXTS`` of what is found."""
        return [self.ids.index(each) for each in self.page(**wanted).ids]

    def page(self, **wanted: Any) -> FoundComments:
        with self.database.unit_of_work(write=False) as work:
            return search.find(
                work.session, site_id=self.site_id, wanted=CommentQuery(**wanted)
            )


@pytest.fixture
def room(database: Database, now: datetime) -> Room:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        articles = [newsroom.article(session, now=now, key=key) for key in ("a", "b")]
        authors = [newsroom.person(session, name, now=now) for name in ("Ann", "Bo")]
        comments = [
            newsroom.post(
                session,
                authors[number % 2],
                articles[number // 2],
                text,
                now=now + timedelta(days=number),
            )
            for text, number in TEXTS.items()
        ]
        transitions.move(
            session,
            comments[3],
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=now,
        )
        return Room(
            database,
            session.scalars(select(Site.id)).one(),
            [each.id for each in comments],
            [each.account_id for each in authors],
            [each.id for each in articles],
            now,
        )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("mayor", [3, 0]),
        ("MAYOR yes", [0]),
        ("example", [1]),
        ("spam.example", [1]),
        ("seat*", [1]),
        ("seat", []),
        ("fünf", [2]),
        ("mayor mayor' OR 1=1 --", []),
        ('"NEAR( mayor', []),
        ("!?", []),
        ("", [3, 2, 1, 0]),
    ],
)
def test_comments_are_found_by_their_words(
    room: Room, text: str, places: list[int]
) -> None:
    assert room.find(text=text) == places


def test_conditions_are_met_together(room: Room) -> None:
    ann, bo = room.authors
    second_day = room.now + timedelta(days=1)

    assert room.find(author_id=ann) == [2, 0]
    assert room.find(article_id=room.articles[1], author_id=bo) == [3]
    assert room.find(status=Status.REJECTED) == [3]
    assert room.find(text="mayor", status=Status.WAITING) == [0]
    assert room.find(since=second_day) == [3, 2, 1]
    assert room.find(since=second_day, until=room.now + timedelta(days=3)) == [2, 1]
    assert room.find(until=second_day, text="mayor") == [0]
    assert room.find(until=second_day, author_id=bo) == []


def test_another_site_finds_nothing(room: Room) -> None:
    room.site_id += 1

    assert room.find(text="mayor") == []


def test_an_edit_and_an_erasure_change_what_is_found(room: Room) -> None:
    with room.database.unit_of_work(write=True) as work:
        writing.edit(
            work.session,
            comment_id=room.ids[0],
            author_id=room.authors[0],
            expected_revision_id=None,
            text=read("The minister voted no.", longest=100),
            rule_causes=[],
            now=work.now,
        )
        for revision in work.session.scalars(
            select(Revision).where(Revision.comment_id == room.ids[3])
        ):
            revision.text = revision.html = revision.plain_text = ""

    assert room.find(text="minister") == [0]
    assert room.find(text="mayor") == []


@pytest.mark.parametrize("by", ["words", "dates", "number"])
def test_pages_follow_each_other_and_a_search_looks_at_so_many_and_no_more(
    room: Room, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", 1)
    monkeypatch.setattr(search, "COMMENTS_A_PAGE", 1)
    kinds: dict[str, Any] = {"words": {"text": "the"}, "dates": {"since": room.now}}
    seen: list[int] = []
    before = None
    for _ in range(10):
        page = room.page(**kinds.get(by, {}), before=before)
        seen += [room.ids.index(each) for each in page.ids]
        before = page.next_before
        if before is None:
            break

    assert seen == ([3, 0] if by == "words" else [3, 2, 1, 0])
