"""A moderator's last decisions, each with those that were made together with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from moderation.discussion.models import Comment, Revision
from moderation.review.items.models import Decision
from moderation.review.items.rules import UNDO_OFFERED, Action

SHOWN = 5
WORDS_SHOWN = 60


@dataclass(frozen=True)
class RecentDecision:
    """One decision in the list of a moderator's last decisions."""

    decision_id: int
    action: Action
    text: str
    author_id: int
    author: str
    together: int
    """The number of near-duplicates that were decided with it and not undone since."""

    @property
    def opening(self) -> str:
        """The first words of the comment."""
        words = " ".join(self.text.split())
        if len(words) <= WORDS_SHOWN:
            return words
        return words[:WORDS_SHOWN].rsplit(" ", 1)[0] + " …"


def decisions(
    session: Session, *, moderator_id: int, now: datetime
) -> list[RecentDecision]:
    """Return the last decisions that can still be undone, the newest first."""
    given = {"moderator_id": moderator_id, "since": now - UNDO_OFFERED}
    return [RecentDecision(*row) for row in rows_within(session, _RECENT, given)]


def of(session: Session, decision_id: int) -> RecentDecision:
    """Return one decision in the same form.

    :raises NotFoundError: if there is none.
    """
    row = session.execute(_made().where(Decision.id == decision_id)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such decision."))
    return RecentDecision(*row)


def _made() -> Select[int, Action, str, int, str, int]:
    led = aliased(Decision)
    together = (
        select(func.count())
        .where(led.led_by_id == Decision.id, led.undone_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            Decision.id,
            Decision.action,
            Revision.plain_text,
            Comment.author_id,
            Account.display_name,
            together,
        )
        .join(Revision, Revision.id == Decision.revision_id)
        .join(Comment, Comment.id == Decision.comment_id)
        .join(Account, Account.id == Comment.author_id)
    )


# Every page of the queue asks this, so it is written once.
_RECENT = (
    _made()
    .where(
        Decision.actor_id == bindparam("moderator_id"),
        Decision.led_by_id.is_(None),
        Decision.undone_at.is_(None),
        Decision.created_at > bindparam("since"),
    )
    .order_by(Decision.id.desc())
    .limit(SHOWN)
)
