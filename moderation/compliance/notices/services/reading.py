"""Reads notices: for the card of an item, for the desk's list, for the notifier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from moderation.compliance.notices.models import (
    Notice,
    NoticeComplaint,
    NoticeItem,
    NotifierSuspension,
    TrustedFlagger,
)
from moderation.compliance.notices.rules import NoticeKind
from moderation.compliance.notices.services import misuse
from moderation.compliance.notices.services.misuse import NotifierRecord
from moderation.review.items.card_parts import CardItem
from moderation.review.items.models import ReviewItem

NOTICES_A_PAGE = 50


@dataclass(frozen=True)
class CardNotice:
    """A notice as the card of an item shows it: without the notifier."""

    kind: NoticeKind
    law: str
    country: str
    explanation: str
    received_at: datetime
    flagger: str
    """The name of a trusted flagger; empty if it is not one's."""
    complaint: str
    """The notifier's complaint about the first decision."""


@dataclass(frozen=True)
class ListedNotice:
    """A notice in the desk's list."""

    notice: Notice
    items: list[NoticeItem]
    flagger: str
    record: NotifierRecord | None
    suspension: NotifierSuspension | None


@dataclass(frozen=True)
class OwnNotice:
    """A notice as its notifier sees it, with each comment and complaint."""

    notice: Notice
    items: list[tuple[NoticeItem, NoticeComplaint | None]]


def of_items(
    session: Session, review_items: Sequence[ReviewItem | CardItem]
) -> dict[int, list[CardNotice]]:
    """Return the notices that wait for each item, with one statement at most."""
    by_comment = {
        each.comment_id: each.id for each in review_items if each.noticed_at is not None
    }
    found: dict[int, list[CardNotice]] = defaultdict(list)
    if not by_comment:
        return found
    rows = session.execute(
        select(NoticeItem.comment_id, Notice, TrustedFlagger.name, NoticeComplaint.text)
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .outerjoin(TrustedFlagger, TrustedFlagger.id == Notice.flagger_id)
        .outerjoin(NoticeComplaint, NoticeComplaint.notice_item_id == NoticeItem.id)
        .where(NoticeItem.comment_id.in_(by_comment))
        .order_by(Notice.id)
    )
    for comment_id, notice, flagger, complaint in rows:
        found[by_comment[comment_id]].append(
            CardNotice(
                kind=notice.kind,
                law=notice.law,
                country=notice.country,
                explanation=notice.explanation,
                received_at=notice.received_at,
                flagger=flagger or "",
                complaint=complaint or "",
            )
        )
    return found


def newest(
    session: Session, *, site_id: int, before: int | None = None
) -> Sequence[ListedNotice]:
    """Return a page of the site's notices, the newest first."""
    query = select(Notice, TrustedFlagger.name).outerjoin(
        TrustedFlagger, TrustedFlagger.id == Notice.flagger_id
    )
    query = query.where(Notice.site_id == site_id)
    if before is not None:
        query = query.where(Notice.id < before)
    rows = session.execute(query.order_by(Notice.id.desc()).limit(NOTICES_A_PAGE)).all()
    items: dict[int, list[NoticeItem]] = defaultdict(list)
    for item in session.scalars(
        select(NoticeItem)
        .where(NoticeItem.notice_id.in_([row[0].id for row in rows]))
        .order_by(NoticeItem.id)
    ):
        items[item.notice_id].append(item)
    digests = [each.notifier_digest for each, _ in rows if each.notifier_digest]
    records = misuse.records(session, digests, site_id=site_id)
    suspensions = misuse.suspensions(session, digests, site_id=site_id)
    return [
        ListedNotice(
            notice,
            items[notice.id],
            flagger or "",
            records.get(notice.notifier_digest),
            suspensions.get(notice.notifier_digest),
        )
        for notice, flagger in rows
    ]


def of_token(session: Session, token: str, *, site_id: int) -> OwnNotice:
    """Return the notice whose page has the secret *token*.

    :raises NotFoundError: if there is none.
    """
    notice = session.scalar(
        select(Notice).where(Notice.token == token, Notice.site_id == site_id)
    )
    if notice is None:
        raise NotFoundError(_("There is no such notice."))
    rows = session.execute(
        select(NoticeItem, NoticeComplaint)
        .outerjoin(NoticeComplaint, NoticeComplaint.notice_item_id == NoticeItem.id)
        .where(NoticeItem.notice_id == notice.id)
        .order_by(NoticeItem.id)
    )
    return OwnNotice(notice, [(item, complaint) for item, complaint in rows])
