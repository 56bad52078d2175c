"""Notices and complaints, sent by eight at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.rules import Action
from moderation.review.items.services import items
from tests import notices
from tests.notices import NOTICE
from tests.races.stage import Call, Race, Stage


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


def notice(stage: Stage) -> Call:
    comment = stage.comment()
    return Call("/notices", NOTICE | {"comments": f"/comments/{comment.id}"})


def complain(stage: Stage) -> Call:
    item_id = refused_notice(stage)
    token = stage.write(
        lambda session, _: (
            session.get_one(
                Notice, session.get_one(NoticeItem, item_id).notice_id
            ).token
        )
    )
    path = f"/notices/{token}/comments/{item_id}/complaint"
    return Call(path, {"text": "It is illegal."})


RACES = {
    "compliance_notices.send": Race(
        notice,
        adds={"notice": 1, "notice_item": 1, "review_item": 1, "outbox_message": 1},
    ),
    "compliance_notices.complain": Race(
        complain, adds={"notice_complaint": 1, "review_item": 1, "review_cause": 1}
    ),
}
