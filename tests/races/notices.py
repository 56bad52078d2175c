"""Notices that were refused, for races about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.compliance.notices.models import NoticeItem
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.rules import Action
from moderation.review.items.services import items
from tests import notices
from tests.races.stage import Stage


def refused_notice(stage: Stage) -> int:
    """Return the number of a notice's comment that somebody beside the eight left."""
    comment, moderator = stage.comment(), stage.moderators[0][1]

    def refuse(session: Session, now: datetime) -> int:
        notice = notices.notice(session, comment.id, now=now)
        item = items.open_for(session, comment.id)
        assert item is not None
        change = DecideItem(Action.APPROVE, item_id=item.id, revision_id=None)
        decisions.decide(session, change, moderator_id=moderator.account_id, now=now)
        found = select(NoticeItem.id).where(NoticeItem.notice_id == notice.id)
        return session.scalars(found).one()

    return int(stage.write(refuse))
