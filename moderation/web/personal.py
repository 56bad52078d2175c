"""The personal part of a page of comments, which only one reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from moderation.community.rules import Target
from moderation.community.services import follows, mutes, reactions
from moderation.community.services.mutes import Mutes
from moderation.discussion.models import Article
from moderation.discussion.services import own_comments
from moderation.discussion.services.own_comments import OwnComment
from moderation.discussion.thread_views import CommentView
from moderation.review.items.queue_views import DeskContext
from moderation.review.queue.services import unpublished
from moderation.review.queue.services.unpublished import Unpublished
from moderation.review.reports.services import reports
from moderation.review.sanctions.services import sanctions_in_force
from moderation.web.public_part import slots

JUST_PUBLISHED = timedelta(minutes=5)
"""How long a reader sees their new comment on a page that does not list it."""


@dataclass(frozen=True)
class Personal:
    """The personal part of a page of comments.

    :param refusal: the reason why this reader cannot write; ``None`` if they can.
    :param caution: what will happen to a new comment, if that is already known.
    :param recommended: the comments that they recommend, with the present count.
    :param may_pick: whether they may pick and pin comments here.
    :param pending: the reader's own comments that others do not see.
    :param unpublished: for staff, the texts that readers do not see.
    """

    mutes: Mutes = field(default_factory=Mutes)
    followed_threads: frozenset[int] = frozenset()
    reported: frozenset[int] = frozenset()
    recommended: Mapping[int, int] = field(default_factory=dict)
    may_pick: bool = False
    refusal: str | None = None
    caution: str | None = None
    pending: Sequence[OwnComment] = ()
    shown: frozenset[int] = frozenset()
    unpublished: Mapping[int, Unpublished] = field(default_factory=dict)

    @property
    def pending_replies(self) -> Mapping[int, list[OwnComment]]:
        """The reader's replies, by the comment on the page that they answer."""
        found: dict[int, list[OwnComment]] = {}
        for each in self.pending:
            if each.parent_id in self.shown:
                found.setdefault(each.parent_id or 0, []).append(each)
        return found

    @property
    def pending_elsewhere(self) -> list[OwnComment]:
        """The reader's comments that answer nothing on the page."""
        return [each for each in self.pending if each.parent_id not in self.shown]


NOBODY = Personal()
ANYBODY = Personal(caution=slots.slot("caution"))
"""Stands for any reader in the public part. Their own caution is filled in later."""


def of_page(
    session: Session,
    actor: Actor | None,
    article: Article,
    views: Iterable[CommentView],
    *,
    now: datetime,
) -> Personal:
    """Return the personal part of a page with *views* under an article.

    Runs a fixed number of statements, and none for a visitor.
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
        recommended=reactions.recommended_among(session, me, visible),
        may_pick=actor.may_in(Permission.REVIEW, article.section),
        refusal=refusal,
        caution=_caution(actor, is_held=is_held),
        pending=[each for each in mine if each.id not in visible],
        shown=shown,
        unpublished=unpublished.texts(
            session, context=DeskContext(article.site_id, me, now), comment_ids=shown
        )
        if actor.may_in(Permission.REVIEW, article.section)
        else {},
    )


def _caution(actor: Actor, *, is_held: bool) -> str | None:
    """Return what will happen to a new comment, if that is already known."""
    if not actor.is_verified:
        return _(
            "Your comment can be published once you have confirmed your e-mail "
            "address. We have sent you an e-mail with a link."
        )
    if is_held:
        return _("A moderator reviews each of your comments before it is published.")
    return None
