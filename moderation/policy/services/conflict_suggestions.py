"""Suggests articles that seem to be about armed conflict, and stores the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from auth.db.upserts import put
from moderation.discussion.models import Article
from moderation.policy.coverage import conflict_terms, speaks_of_conflict
from moderation.policy.coverage_models import SuggestionAnswer
from moderation.policy.inputs import AnswerSuggestion
from moderation.policy.services.coverages import LOOKED_AT, story_of
from moderation.policy.subjects import is_conflict

SUGGESTED_FROM = timedelta(days=30)


def suggestions(
    session: Session, *, now: datetime, only_site: int | None = None
) -> list[tuple[Article, list[str]]]:
    """Return articles that seem to be about armed conflict, with the words of war.

    Considers the newest open articles of a month that have no profile of their own, no
    subject of conflict, and no editor's answer.

    :param only_site: leaves out articles of other sites.
    """
    answered = select(SuggestionAnswer.article_id)
    articles = session.scalars(
        select(Article)
        .where(
            true() if only_site is None else Article.site_id == only_site,
            Article.profile_key.is_(None),
            Article.closed_at.is_(None),
            Article.published_at > now - SUGGESTED_FROM,
            Article.id.not_in(answered),
        )
        .order_by(Article.published_at.desc())
        .limit(LOOKED_AT)
    ).all()
    stories = [(article, story_of(article).text) for article in articles]
    return [
        (article, conflict_terms(text))
        for article, text in stories
        if not is_conflict(article.subjects) and speaks_of_conflict(text)
    ]


def answer(
    session: Session,
    change: AnswerSuggestion,
    *,
    actor_id: int,
    now: datetime,
    only_site: int | None = None,
) -> Article:
    """Record an editor's answer: the article is, or is not, about armed conflict.

    The answer stays if the publisher's system sends the article again.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if there is no such article on that site.
    """
    article = session.get(Article, change.article_id)
    if article is None or only_site not in (None, article.site_id):
        raise NotFoundError(_("There is no such article."))
    values = {
        "article_id": article.id,
        "is_conflict": change.is_confirmed,
        "answered_by_id": actor_id,
        "answered_at": now,
    }
    put(session, SuggestionAnswer, values, key=["article_id"])
    return article


def confirmed(article_id: Any) -> ColumnElement[bool]:
    """Whether an editor confirmed that the article is about armed conflict."""
    return (
        select(SuggestionAnswer.article_id)
        .where(SuggestionAnswer.article_id == article_id, SuggestionAnswer.is_conflict)
        .exists()
    )
