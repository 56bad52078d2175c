"""Saved views of the queue, and the watch list of articles."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from auth.db.upserts import add_once, take_turn
from moderation.discussion.models import Article
from moderation.discussion.services import articles
from moderation.discussion.text import cleaned
from moderation.review.items.queue_views import DeskContext
from moderation.review.queue.inputs import SaveQueueView
from moderation.review.queue.models import SavedView, WatchedArticle

NAME_LENGTH = 60
MOST_VIEWS = 30


def save(session: Session, change: SaveQueueView, *, context: DeskContext) -> SavedView:
    """Save a view under a name, for oneself or for the whole desk.

    :raises InvalidError: if there is no name, or there are too many views.
    :raises ConflictError: if the moderator already has a view with that name.
    """
    name = " ".join(cleaned(change.name, field="name", longest=NAME_LENGTH).split())
    if not name:
        raise InvalidError(_("Please give the saved view a name."), {"field": "name"})
    take_turn(session, f"views {context.site_id} {context.moderator_id}")
    own = session.scalars(
        select(SavedView.name).where(
            SavedView.site_id == context.site_id,
            SavedView.owner_id == context.moderator_id,
        )
    ).all()
    if name in own:
        raise ConflictError(
            _("You already have a saved view with the name %(name)s.", name=name)
        )
    if len(own) >= MOST_VIEWS:
        message = _(
            "You can keep %(most)s saved views. Please remove one first.",
            most=MOST_VIEWS,
        )
        raise InvalidError(message)
    kept = SavedView(
        site_id=context.site_id,
        owner_id=context.moderator_id,
        name=name,
        query=change.view.listed.text,
        is_shared=change.is_shared,
        created_at=context.now,
    )
    session.add(kept)
    session.flush()
    return kept


def kept(session: Session, *, context: DeskContext) -> Sequence[SavedView]:
    """Return the moderator's own views and the shared ones, by name."""
    given = {"site_id": context.site_id, "moderator_id": context.moderator_id}
    return session.scalars(_KEPT, given).all()


# Every page of the queue asks these two, so they are written once.
_KEPT = (
    select(SavedView)
    .where(
        SavedView.site_id == bindparam("site_id"),
        or_(SavedView.owner_id == bindparam("moderator_id"), SavedView.is_shared),
    )
    .order_by(SavedView.name, SavedView.id)
)
_WATCHED_IDS = select(WatchedArticle.article_id).where(
    WatchedArticle.site_id == bindparam("site_id")
)


def remove(session: Session, *, context: DeskContext, view_id: int) -> str:
    """Remove one's own view and return its name.

    :raises NotFoundError: if it is not one's own.
    """
    view = session.get(SavedView, view_id, with_for_update=True)
    if (
        view is None
        or view.owner_id != context.moderator_id
        or view.site_id != context.site_id
    ):
        raise NotFoundError(_("You have no such saved view."))
    session.delete(view)
    return view.name


def watch(session: Session, *, context: DeskContext, key: str) -> Article:
    """Add an article to the desk's watch list, if it is not there already.

    :raises NotFoundError: if the site has no such article.
    """
    article = articles.get(session, site_id=context.site_id, key=key)
    values = {
        "article_id": article.id,
        "site_id": context.site_id,
        "added_by_id": context.moderator_id,
        "added_at": context.now,
    }
    add_once(session, WatchedArticle, values)
    return article


def unwatch(session: Session, *, context: DeskContext, key: str) -> Article:
    """Remove an article from the watch list.

    :raises NotFoundError: if the site has no such article.
    """
    article = articles.get(session, site_id=context.site_id, key=key)
    session.execute(
        delete(WatchedArticle).where(WatchedArticle.article_id == article.id)
    )
    return article


def watched(session: Session, *, context: DeskContext) -> Sequence[Article]:
    """Return the articles of the watch list, the newest entry first."""
    return session.scalars(
        select(Article)
        .join(WatchedArticle, WatchedArticle.article_id == Article.id)
        .where(WatchedArticle.site_id == context.site_id)
        .order_by(WatchedArticle.added_at.desc(), Article.id.desc())
    ).all()


def watched_ids(session: Session, *, context: DeskContext) -> frozenset[int]:
    """Return the ids of the articles on the watch list."""
    rows = rows_within(session, _WATCHED_IDS, {"site_id": context.site_id})
    return frozenset(article_id for (article_id,) in rows)
