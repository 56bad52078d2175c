"""Limits a moderator's role to a site or to some of its sections.

Every query for items and every act on one uses this module, so that a role for a
section shows and decides nothing else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.core.errors import ForbiddenError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.models import Article
from moderation.discussion.services import articles
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext


def covers(context: DeskContext, *, site_id: int, section: str) -> bool:
    """Whether the moderator's role covers a section of a site."""
    return site_id == context.site_id and (
        context.sections is None or section in context.sections
    )


def within(
    context: DeskContext,
    site_id: InstrumentedAttribute[int] = ReviewItem.site_id,
    section: InstrumentedAttribute[Any] = ReviewItem.section,
) -> ColumnElement[bool]:
    """Return :func:`covers` as a condition on the columns of a table."""
    of_site = site_id == context.site_id
    return (
        of_site if context.sections is None else of_site & section.in_(context.sections)
    )


def article_of(session: Session, context: DeskContext, comment_id: int) -> Article:
    """Return the article of a comment.

    :raises NotFoundError: if there is none, or the role does not cover it.
    """
    article = articles.of_comment(session, comment_id, site_id=context.site_id)
    if not covers(context, site_id=article.site_id, section=article.section or ""):
        raise NotFoundError(_("There is no such comment."))
    return article


def refuse_section(context: DeskContext) -> None:
    """Refuse an act on the whole site if the role does not cover it.

    :raises ForbiddenError: if the role is limited to some sections.
    """
    if context.sections is not None:
        raise ForbiddenError(
            _(
                "Your role covers only some sections. A sanction applies to the whole "
                "site, so please ask a moderator of the site."
            )
        )
