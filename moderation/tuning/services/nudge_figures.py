"""Figures on readers who were asked to read a comment again before posting it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from auth.core.translation import gettext as _
from moderation.discussion.models import Article
from moderation.intake.models import Nudge
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.site_filters import EVERYWHERE, Area

DAYS = 30


def nudges(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return what readers did after they were asked, within thirty days."""
    is_posted = Nudge.posted_at.is_not(None)
    shown, posted, edited = session.execute(
        select(
            func.count(),
            func.count(case((is_posted, 1))),
            func.count(case((is_posted & Nudge.is_edited, 1))),
        )
        .select_from(Nudge)
        .join(Article, Article.id == Nudge.article_id)
        .where(Nudge.shown_at > now - timedelta(days=DAYS), _within(area))
    ).one()
    rows = (
        (_("Posted with another text"), edited),
        (_("Posted as it was"), posted - edited),
        (_("Not posted"), shown - posted),
    )
    return Table(
        "nudges",
        _("Asked before posting"),
        _(
            "Readers who were asked within thirty days to read a comment again that "
            "the classifier would hold, and what they did then."
        ),
        (_("What followed"), _("Comments"), _("Share")),
        [(name, count, share(count, shown)) for name, count in rows] if shown else [],
    )


def _within(area: Area) -> ColumnElement[bool]:
    if area.site_id is None:
        return true()
    of_site = Article.site_id == area.site_id
    if area.sections is None:
        return of_site
    return of_site & Article.section.in_(area.sections)
