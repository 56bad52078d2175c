"""What a page of comments shows to one reader alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from auth.access.identity import Actor
from auth.core.permissions import Permission
from moderation.community.rules import Target
from moderation.community.services import follows, mutes
from moderation.community.services.mutes import Mutes
from moderation.discussion.models import Article
from moderation.discussion.services import own_comments
from moderation.discussion.services.own_comments import OwnComment
from moderation.discussion.thread_views import CommentView
from moderation.review.items.views import Seat
from moderation.review.queue.services import unpublished
from moderation.review.queue.services.unpublished import Unpublished
from moderation.review.reports.services import reports
from moderation.review.sanctions.services import sanctions_in_force

JUST_PUBLISHED = timedelta(minutes=5)
"""How long a reader's new comment is shown to them where the page leaves it out."""


@dataclass(frozen=True)
class Personal:
    """What one reader sees on a page of comments beside what everybody sees.

    :param refusal: why this reader cannot write, in words; ``None`` if they can.
    :param caution: what becomes of what they write, where that is known already.
    :param pending: their own comments that the page does not show to others.
    :param unpublished: for staff, the texts that readers do not see.
    """

    mutes: Mutes = field(default_factory=Mutes)
    followed_threads: frozenset[int] = frozenset()
    reported: frozenset[int] = frozenset()
    refusal: str | None = None
    caution: str | None = None
    pending: Sequence[OwnComment] = ()
    shown: frozenset[int] = frozenset()
    unpublished: Mapping[int, Unpublished] = field(default_factory=dict)

    @property
    def pending_replies(self) -> Mapping[int, list[OwnComment]]:
        """Own replies by the comment that they answer, where the page shows it."""
        found: dict[int, list[OwnComment]] = {}
        for each in self.pending:
            if each.parent_id in self.shown:
                found.setdefault(each.parent_id or 0, []).append(each)
        return found

    @property
    def pending_elsewhere(self) -> list[OwnComment]:
        """Own comments that answer nothing on the page."""
        return [each for each in self.pending if each.parent_id not in self.shown]


NOBODY = Personal()


def of_page(
    session: Session,
    actor: Actor | None,
    article: Article,
    views: Iterable[CommentView],
    *,
    now: datetime,
) -> Personal:
    """Return what *actor* alone sees on a page with *views* under an article.

    A fixed number of statements, none of them for a visitor.
    """
    if actor is None:
        return NOBODY
    views = list(views)
    shown = frozenset(view.id for view in views)
    me = actor.account_id
    mine = own_comments.unseen(
        session, article_id=article.id, author_id=me, since=now - JUST_PUBLISHED
    )
    refusal, is_held = sanctions_in_force.effect(
        session, account_id=me, site_id=article.site_id, now=now
    )
    visible = {view.id for view in views if view.is_published}
    return Personal(
        mutes=mutes.between(session, me, {view.author_id for view in views}),
        followed_threads=follows.followed_among(
            session, me, Target.THREAD, [view.id for view in views if not view.depth]
        ),
        reported=reports.reported_among(session, me, visible),
        refusal=refusal,
        caution=_caution(actor, is_held=is_held),
        pending=[each for each in mine if each.id not in visible],
        shown=shown,
        unpublished=unpublished.texts(
            session, seat=Seat(article.site_id, me, now), comment_ids=shown
        )
        if actor.may_in(Permission.REVIEW, article.section)
        else {},
    )


def _caution(actor: Actor, *, is_held: bool) -> str | None:
    """Return what becomes of what the reader writes, where that is known already."""
    if not actor.is_verified:
        return (
            "Your comment can be published once you have confirmed your e-mail "
            "address. We have sent you an e-mail with a link."
        )
    if is_held:
        return "A moderator reviews each of your comments before it is published."
    return None
