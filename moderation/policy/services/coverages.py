"""Plans, begins and ends coverages, and finds the articles of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.models import Article
from moderation.policy.coverage import Matching, Story
from moderation.policy.coverage_models import UNDER_WAY, Coverage
from moderation.policy.inputs import PlanCoverage
from moderation.policy.models import Profile

NAME_LENGTH = 100
MOST_ENTRIES = 50
LOOKED_AT = 200
REVIEWED_AFTER = timedelta(days=14)
_TAG = re.compile(r"<[^>]*>")


def plan(
    session: Session, change: PlanCoverage, *, actor_id: int, now: datetime
) -> Coverage:
    """Plan a coverage. It begins at its start time, or at once.

    :raises InvalidError: if the name, the reason or all criteria are missing, or the
        times are out of order.
    :raises NotFoundError: if there is no such profile.
    :raises ConflictError: if a coverage with that name is planned or active.
    """
    name, matching, ends_at = change.name.strip(), change.matching, change.ends_at
    starts_at = change.starts_at or now
    review_at = change.review_at or now + REVIEWED_AFTER
    _refuse_odd(change.name, matching, change.reason)
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise InvalidError(
            _(
                "The coverage must end after it starts, and its end must be in the "
                "future."
            ),
            {"field": "ends_at"},
        )
    if review_at <= now:
        raise InvalidError(
            _("Please choose a review date in the future."), {"field": "review_at"}
        )
    profile_id = _profile_id(session, change.profile_key)
    _refuse_planned(session, name, change.site_id)
    coverage = Coverage(
        name=name,
        site_id=change.site_id,
        profile_id=profile_id,
        subjects=list(matching.subjects),
        sections=list(matching.sections),
        tags=list(matching.tags),
        words=list(matching.words),
        starts_at=starts_at,
        ends_at=ends_at,
        review_at=review_at,
        begun_at=now if starts_at <= now else None,
        reason=change.reason.strip(),
        created_by_id=actor_id,
        created_at=now,
    )
    session.add(coverage)
    session.flush()
    return coverage


def end(
    session: Session, *, coverage_id: int, now: datetime, only_site: int | None = None
) -> Coverage:
    """End a coverage before its planned end.

    :param only_site: the site of an admin of one site; ``None`` for all.
    :raises NotFoundError: if there is no such coverage, it is not for that site only,
        or it has ended.
    """
    coverage = session.get(Coverage, coverage_id, with_for_update=True)
    is_reached = coverage is not None and only_site in (None, coverage.site_id)
    if coverage is None or not is_reached or coverage.ended_at is not None:
        raise NotFoundError(_("This coverage no longer exists."))
    coverage.ended_at = now
    return coverage


def newest(
    session: Session, most: int = 50, *, only_site: int | None = None
) -> Sequence[Coverage]:
    """Return the newest coverages with their profiles.

    :param only_site: leaves out those for another site.
    """
    query = select(Coverage).options(joinedload(Coverage.profile))
    if only_site is not None:
        query = query.where(_concerns(only_site))
    return session.scalars(query.order_by(Coverage.id.desc()).limit(most)).all()


def key_for(session: Session, article: Article) -> str | None:
    """Return the profile of the first active coverage that matches *article*."""
    rows = session.execute(_UNDER_WAY_ON, {"site_id": article.site_id}).all()
    if not rows:
        return None
    story = story_of(article)
    return next((key for each, key in rows if matching_of(each).takes(story)), None)


def matched(
    session: Session, coverages: Sequence[Coverage], *, only_site: int | None = None
) -> dict[int, list[Article]]:
    """Return the articles, among the newest 200, that each coverage matches.

    Includes articles with their own profile, although they keep it.

    :param only_site: leaves out articles of other sites.
    """
    if not coverages:
        return {}
    newest_articles = select(Article).order_by(Article.published_at.desc())
    if only_site is not None:
        newest_articles = newest_articles.where(Article.site_id == only_site)
    found = session.scalars(newest_articles.limit(LOOKED_AT)).all()
    stories = [(article, story_of(article)) for article in found]
    return {
        each.id: [
            article
            for article, story in stories
            if each.site_id in (None, article.site_id)
            and matching_of(each).takes(story)
        ]
        for each in coverages
    }


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a coverage has to begin or end now. Takes no lock."""
    return session.scalar(select(Coverage.id).where(_due(now)).limit(1)) is not None


def begin_and_end(session: Session, *, now: datetime) -> None:
    """Begin and end the coverages whose times have come."""
    for each in session.scalars(
        select(Coverage).where(_due(now)).with_for_update(skip_locked=True)
    ):
        each.begun_at = each.begun_at or now
        if each.ends_at is not None and each.ends_at <= now:
            each.ended_at = now


def matching_of(coverage: Coverage) -> Matching:
    """Return the criteria of *coverage*."""
    return Matching(coverage.subjects, coverage.sections, coverage.tags, coverage.words)


def story_of(article: Article) -> Story:
    """Return the parts of *article* that are compared."""
    body = _TAG.sub(" ", article.body_html)
    text = f"{article.headline}\n{article.standfirst}\n{body}"
    return Story(article.subjects, article.section, article.tags or [], text)


def _concerns(site_id: Any) -> ColumnElement[bool]:
    """Return the condition that a coverage matches articles of a site."""
    return or_(Coverage.site_id.is_(None), Coverage.site_id == site_id)


# Every comment asks this, so it is written once.
_UNDER_WAY_ON = (
    select(Coverage, Profile.key)
    .join(Profile, Profile.id == Coverage.profile_id)
    .where(UNDER_WAY, _concerns(bindparam("site_id")))
    .order_by(Coverage.id)
)


def _due(now: datetime) -> ColumnElement[bool]:
    return Coverage.ended_at.is_(None) & or_(
        Coverage.begun_at.is_(None) & (Coverage.starts_at <= now),
        Coverage.ends_at <= now,
    )


def _profile_id(session: Session, key: str) -> int:
    found = session.scalar(select(Profile.id).where(Profile.key == key))
    if found is None:
        raise NotFoundError(_("There is no such profile."))
    return found


def _refuse_planned(session: Session, name: str, site_id: int | None) -> None:
    take_turn(session, f"coverage {name}")
    known = select(Coverage.id).where(
        Coverage.name == name, Coverage.ended_at.is_(None)
    )
    if site_id is not None:
        known = known.where(_concerns(site_id))
    if session.scalar(known.limit(1)) is not None:
        message = _("There is already a coverage with this name.")
        raise ConflictError(message, {"field": "name"})


def _refuse_odd(name: str, matching: Matching, reason: str) -> None:
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidError(
            _("Please give the coverage a name of up to 100 characters."),
            {"field": "name"},
        )
    if not reason.strip():
        raise InvalidError(
            _("Please say why this coverage is needed."), {"field": "reason"}
        )
    entries = [
        *matching.subjects,
        *matching.sections,
        *matching.tags,
        *matching.words,
    ]
    if not entries:
        raise InvalidError(
            _("Please name a subject, a section, a tag or a word."),
            {"field": "subjects"},
        )
    if len(entries) > MOST_ENTRIES:
        raise InvalidError(
            _(
                "A coverage can have at most %(most_entries)s entries.",
                most_entries=MOST_ENTRIES,
            )
        )
