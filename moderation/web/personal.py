"""The personal part of a page of comments, which only one reader sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from markupsafe import Markup
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from moderation.community.services.mutes import Mutes
from moderation.discussion.models import Article
from moderation.discussion.services import own_comments
from moderation.discussion.services.own_comments import OwnComment
from moderation.discussion.thread_views import CommentView
from moderation.review.items.queue_views import DeskContext
from moderation.review.queue.services import unpublished
from moderation.review.queue.services.unpublished import Unpublished
from moderation.review.sanctions.services import sanctions_in_force
from moderation.web.public_part import glance, slots

JUST_PUBLISHED = timedelta(minutes=5)
"""How long a reader sees their new comment on a page that does not list it."""


@dataclass(frozen=True)
class Personal:
    """The personal part of a page of comments.

    :param refusal: the reason why this reader cannot write; ``None`` if they can.
    :param caution: what will happen to a new comment, if that is already known.
    :param recommended: the comments that they recommend, with the present count.
    :param may_pick: whether they may pick and pin comments here. For any reader it is
        ``None``.
    :param pending: the reader's own comments that others do not see.
    :param unpublished: for staff, the texts that readers do not see.
    :param has_sanctions: whether there is a sanction to look at. It may be over.
    :param unread: the number of unread notifications.
    """

    mutes: Mutes = field(default_factory=Mutes)
    followed_threads: frozenset[int] = frozenset()
    reported: frozenset[int] = frozenset()
    recommended: Mapping[int, int] = field(default_factory=dict)
    may_pick: bool | None = False
    refusal: str | None = None
    caution: str | None = None
    pending: Sequence[OwnComment] = ()
    shown: frozenset[int] = frozenset()
    unpublished: Mapping[int, Unpublished] = field(default_factory=dict)
    follows_article: bool = False
    has_sanctions: bool = False
    unread: int = 0

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

    @staticmethod
    def pick_slot(comment_id: int) -> Markup:
        """Return the mark of the slot for what only those who may pick are shown."""
        return slots.slot("picks", comment_id)


NOBODY = Personal()
ANYBODY = Personal(caution=slots.slot("caution"), may_pick=None)
"""Stands for any reader in the public part. What is theirs is filled in later."""
ANY_READER = Actor(account_id=0, display_name=slots.slot("reader_name"))
"""Stands for any reader who is logged in. No account has this id."""


def of_page(
    session: Session,
    actor: Actor,
    article: Article,
    views: Iterable[CommentView],
    *,
    now: datetime,
) -> Personal:
    """Return the personal part of a page with *views* under an article.

    Runs one statement, and at most three more for what it finds.
    """
    views = list(views)
    shown = frozenset(view.id for view in views)
    me = actor.account_id
    found = glance.at_page(
        session,
        reader_id=me,
        article_id=article.id,
        comment_ids=shown,
        author_ids={view.author_id for view in views},
        since=now - JUST_PUBLISHED,
    )
    refusal, is_held = None, False
    if found.has_sanctions:
        refusal, is_held = sanctions_in_force.effect(
            session, account_id=me, site_id=article.site_id, now=now
        )
    may_pick = actor.may_in(Permission.REVIEW, article.section)
    desk = DeskContext(article.site_id, me, now)
    return Personal(
        mutes=Mutes(found.muted, found.muted_by),
        followed_threads=found.followed_threads,
        follows_article=found.follows_article,
        reported=found.reported,
        recommended=found.recommended,
        may_pick=may_pick,
        refusal=refusal,
        caution=_caution(actor, is_held=is_held),
        pending=_pending(session, me, found.unseen, views),
        shown=shown,
        unpublished=unpublished.texts(session, context=desk, comment_ids=shown)
        if may_pick
        else {},
        has_sanctions=found.has_sanctions,
        unread=found.unread,
    )


def _pending(
    session: Session, me: int, unseen: Collection[int], views: Iterable[CommentView]
) -> Sequence[OwnComment]:
    visible = {view.id for view in views if view.is_published}
    hidden = [each for each in unseen if each not in visible]
    if not hidden:
        return ()
    return own_comments.some(session, author_id=me, comment_ids=hidden)


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
