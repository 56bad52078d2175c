"""A comment looks the same whether or not others look like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from auth.core.models import Site
from auth.sites.inputs import SWITCHES
from moderation.discussion.models import Article
from moderation.discussion.rules import Status
from moderation.discussion.thread_views import CommentView
from moderation.web.public_part import comment_slots
from moderation.web.public_part.parts import Asked, public_context
from moderation.web.public_part.slots import Slot
from tests.calling import Newsroom

MOMENT = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
COMMENT = CommentView(
    id=12,
    author_id=7,
    author_name="Nour",
    author_slug="nour",
    status=Status.PUBLISHED,
    html="<p>One.</p>",
    language=None,
    created_at=MOMENT,
    edited_at=None,
    depth=0,
    path="",
    parent_id=None,
    parent_name=None,
    reply_count=0,
)
ALIKE = replace(
    COMMENT,
    id=345,
    author_id=89,
    author_name="Ruth <b> & 'Co.' 100% %(name)s",
    author_slug="ruth & co. 100% d'été",
    html="<p>Two &amp; <b>more</b>: 12, 7, nour.</p>",
    created_at=MOMENT + timedelta(days=3, seconds=61, microseconds=5),
)
HIDDEN = {"html": None, "language": None}
LOOKS: dict[str, dict[str, Any]] = {
    "a plain comment": {},
    "a reply": {"depth": 1, "parent_id": 3, "parent_name": "Ada & Co."},
    "a deep reply to a hidden one": {"depth": 9, "parent_id": 1234},
    "a thread": {"reply_count": 5},
    "an edited comment": {"edited_at": MOMENT},
    "a pick": {"is_pick": True},
    "one by staff": {"is_by_staff": True},
    "one by the author": {"is_by_author": True},
    "a recommended comment": {"reaction_count": 1},
    "a much recommended comment": {"reaction_count": 4_321},
    "a comment in Arabic": {"language": "ar"},
    "one with a newer text": {"has_newer_text": True},
    "an imported comment": {"author_slug": "imported:12:ab"},
    **{each.value: {"status": each, **HIDDEN} for each in Status},
}


@pytest.fixture(params=["a visitor", "a reader"])
def asked(called: Newsroom, request: pytest.FixtureRequest) -> Iterator[Asked]:
    """A page of a site where everything is switched on."""
    with (
        called.database.unit_of_work(write=False) as work,
        called.app.test_request_context("/articles/truce"),
    ):
        site = work.session.scalars(select(Site)).one()
        article = work.session.scalars(select(Article)).one()
        work.session.expunge_all()
        for switch in SWITCHES:
            setattr(site, switch, True)
        yield Asked(site, article, for_reader=request.param == "a reader")


def shown(
    asked: Asked, *views: CommentView, in_thread: bool = False
) -> dict[int, Slot]:
    """Return the comments as they are rendered together."""
    return dict(
        comment_slots.of(
            {view.id: view for view in views},
            comment_slots.around(asked.site, asked.article),
            public_context(asked, "/articles/truce"),
            in_thread=in_thread,
        )
    )


@pytest.mark.parametrize("in_thread", [False, True], ids=["article", "thread"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_comment_looks_the_same_among_others_that_look_like_it(
    asked: Asked, look: str, in_thread: bool
) -> None:
    one = replace(COMMENT, **LOOKS[look])
    other = replace(ALIKE, **LOOKS[look])

    together = shown(asked, one, other, in_thread=in_thread)

    alone = [shown(asked, each, in_thread=in_thread) for each in (one, other)]
    assert together == alone[0] | alone[1]


@pytest.mark.parametrize("language", ["de", "ar", "fr"])
def test_this_holds_in_every_language(asked: Asked, language: str) -> None:
    with force_locale(language):
        together = shown(asked, COMMENT, ALIKE)

        assert together == shown(asked, COMMENT) | shown(asked, ALIKE)


def test_the_pinned_comment_looks_like_no_other(asked: Asked) -> None:
    asked.article.pinned_comment_id = ALIKE.id
    third = replace(COMMENT, id=6)

    together = shown(asked, COMMENT, ALIKE, third)

    assert together[ALIKE.id] == shown(asked, ALIKE)[ALIKE.id]
    assert together[COMMENT.id] == shown(asked, COMMENT)[COMMENT.id]
    assert together[third.id] == shown(asked, third)[third.id]


def test_comments_with_different_looks_stay_apart(asked: Asked) -> None:
    views = [
        replace(each, id=1 + number * 2 + place, **LOOKS[look])
        for number, look in enumerate(LOOKS)
        for place, each in enumerate((COMMENT, ALIKE))
    ]

    together = shown(asked, *views)

    assert list(together) == [view.id for view in views]
    for view in views:
        assert together[view.id] == shown(asked, view)[view.id]
