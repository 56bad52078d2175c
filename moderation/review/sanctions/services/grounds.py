"""The decision on which a sanction is based, and for how long.

A sanction may name a rejection as its ground. It stays in force while the newest
decision on the same text is a rejection. An approval of the same text lifts it,
no matter who decides and why. A decision on another text of the comment changes
nothing: an author who edits a rejected comment keeps the sanction.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.translation import LazyText
from auth.core.translation import gettext as _
from moderation.discussion.models import Comment
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.review.sanctions.models import Sanction


def check(session: Session, *, decision_id: int, account_id: int) -> None:
    """Check that a decision can be the ground of a sanction against *account_id*.

    :raises InvalidError: if it is on another author's comment, is not a rejection, or
        was undone or overruled.
    """
    decision = session.get(Decision, decision_id)
    comment = session.get(Comment, decision.comment_id) if decision else None
    if not decision or not comment or comment.author_id != account_id:
        raise _refused(_("That decision was about another author."))
    if decision.action is not Action.REJECT:
        raise _refused(_("Only a rejection can be the reason for a sanction."))
    if not stands(session, decision):
        raise _refused(_("That decision is no longer in force."))


def stands(session: Session, decision: Decision) -> bool:
    """Whether a rejection was neither undone nor overruled by a newer approval."""
    newest = session.scalar(
        select(Decision.action)
        .where(
            Decision.comment_id == decision.comment_id,
            Decision.revision_id == decision.revision_id,
            Decision.action != Action.ESCALATE,
            Decision.undone_at.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return decision.undone_at is None and newest is Action.REJECT


def overruled_by(session: Session, decision: Decision) -> Sequence[Sanction]:
    """Return the sanctions that end because *decision* approves their text."""
    if decision.action is not Action.APPROVE:
        return []
    return session.scalars(
        _on_text_of(decision).where(Sanction.lifted_at.is_(None))
    ).all()


def brought_back_by(session: Session, undone: Decision) -> Sequence[Sanction]:
    """Return the sanctions that *undone* lifted and whose rejection applies again."""
    lifted = session.scalars(
        _on_text_of(undone).where(Sanction.lifted_at == undone.created_at)
    )
    return [
        sanction
        for sanction in lifted.all()
        if stands(session, session.get_one(Decision, sanction.decision_id))
    ]


def _on_text_of(decision: Decision) -> Select[Sanction]:
    return (
        select(Sanction)
        .join(Decision, Decision.id == Sanction.decision_id)
        .where(
            Decision.comment_id == decision.comment_id,
            Decision.revision_id == decision.revision_id,
        )
        .order_by(Sanction.id)
    )


def _refused(message: str | LazyText) -> InvalidError:
    return InvalidError(message, {"field": "decision_id"})
