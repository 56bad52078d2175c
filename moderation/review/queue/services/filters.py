"""Turns the filters of a view into conditions on items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from auth.core.formats import language_name
from moderation.discussion.models import Article, Revision
from moderation.policy.models import Profile
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import (
    ESCALATED,
    ME,
    NOBODY,
    DeskContext,
    QueueView,
)
from moderation.review.queue.models import Skip, WatchedArticle
from moderation.scoring.runtime.languages import KNOWN

ARTICLES_OFFERED = 60
ASKED_FOR: dict[str, ColumnElement[bool]] = {
    CauseKind.APPEAL.value: ReviewItem.appealed_at.is_not(None),
    CauseKind.NOTICE.value: ReviewItem.noticed_at.is_not(None),
    ESCALATED: ReviewItem.escalated_at.is_not(None),
}
"""Causes that a person asked for. Blind cards show them, so views may filter by it."""


@dataclass(frozen=True)
class Offered:
    """The choices of the filter form that depend on the site."""

    articles: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    profiles: Sequence[tuple[str, str]]


def conditions(
    view: QueueView, context: DeskContext, *, each_copy: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions that an item must meet for *view*.

    :param each_copy: whether each near-duplicate counts, as in a total.
    """
    found: list[ColumnElement[Any]] = []
    if not (each_copy or view.shows_copies):
        found.append(ReviewItem.lead_id.is_(None))
    if view.article:
        article = select(Article.id).where(
            Article.site_id == context.site_id, Article.key == view.article
        )
        found.append(ReviewItem.article_id == article.scalar_subquery())
    if view.is_watched:
        watched = select(WatchedArticle.article_id).where(
            WatchedArticle.site_id == context.site_id
        )
        found.append(ReviewItem.article_id.in_(watched))
    if view.is_skipped:
        found.append(ReviewItem.id.in_(skipped(context)))
    if view.author:
        found.append(ReviewItem.author_id == int(view.author))
    columns = {
        ReviewItem.section: view.section,
        ReviewItem.language: view.language,
        ReviewItem.profile_key: view.profile,
    }
    found += [column == word for column, word in columns.items() if word]
    found += _marked(view)
    if view.text_sought:
        # A query that reads the revision itself must not take this one for its own.
        text = (
            select(Revision.plain_text)
            .where(Revision.id == ReviewItem.revision_id)
            .correlate(ReviewItem)
        )
        found.append(
            text.scalar_subquery().icontains(view.text_sought, autoescape=True)
        )
    if view.claimed:
        found.append(_claimed(view.claimed, context))
    return found


def skipped(context: DeskContext) -> Select[int]:
    """Return the items that the moderator skipped recently."""
    return select(Skip.item_id).where(
        Skip.moderator_id == context.moderator_id,
        Skip.skipped_at > context.skipped_since,
    )


def offered(session: Session, *, site_id: int) -> Offered:
    """Return the choices for a site: its newest articles, their sections and tags."""
    rows = session.execute(_OFFERED, {"site_id": site_id}).all()
    articles = [row for row in rows if not row.is_profile]
    return Offered(
        articles=[(row.key, row.name) for row in articles],
        sections=sorted(
            {(row.section, row.section) for row in articles if row.section}
        ),
        languages=sorted(
            ((code, language_name(code)) for code in KNOWN), key=lambda each: each[1]
        ),
        profiles=[(row.key, row.name) for row in rows if row.is_profile],
    )


def _offered() -> CompoundSelect[*tuple[Any, ...]]:
    """Return the query for the newest articles of a site, and all profiles."""
    newest = (
        select(
            Article.key,
            Article.headline,
            Article.section,
            literal(False).label("is_profile"),
            (-Article.id).label("place"),
        )
        .where(Article.site_id == bindparam("site_id"))
        .order_by(Article.id.desc())
        .limit(ARTICLES_OFFERED)
        .subquery()
    )
    articles = select(
        newest.c.key,
        newest.c.headline.label("name"),
        newest.c.section,
        newest.c.is_profile,
        newest.c.place,
    )
    profiles = select(
        Profile.key, Profile.name, cast(null(), String), literal(True), Profile.id
    )
    return articles.union_all(profiles).order_by("place")


# Every page of the queue asks this, so it is written once.
_OFFERED = _offered()


def _marked(view: QueueView) -> list[ColumnElement[bool]]:
    found = [ASKED_FOR[view.cause]] if view.cause in ASKED_FOR else []
    words = [view.label, view.level, "" if found else view.cause]
    marks = [
        ReviewItem.marks.contains(f" {word} ", autoescape=True)
        for word in words
        if word
    ]
    # Otherwise a filter would reveal what a blind card hides.
    return [*found, *marks, ReviewItem.is_blind.is_(False)] if marks else found


def _claimed(whose: str, context: DeskContext) -> ColumnElement[bool]:
    is_mine = ReviewItem.claimed_by_id == context.moderator_id
    if whose == NOBODY:
        return or_(
            ReviewItem.claimed_until.is_(None), ReviewItem.claimed_until < context.now
        )
    whom = is_mine if whose == ME else ReviewItem.claimed_by_id != context.moderator_id
    return whom & (ReviewItem.claimed_until > context.now)
