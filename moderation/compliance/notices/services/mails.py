"""Queues the mails of notices: receipt, decision, answer to a complaint, misuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.models import Site
from auth.sites import mail_texts
from auth.sites.languages import written_to
from moderation.compliance.notices import rules
from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.compliance.notices.rules import (
    COMPLAINT_OPEN,
    OUTCOME_WORDS,
    NoticeOutcome,
)
from moderation.platform import outbox


def page_of(notice: Notice) -> str:
    """Return the address of the notice's own page."""
    return f"{notice.origin}/notices/{notice.token}"


def receipt(session: Session, notice: Notice, site: Site, *, now: datetime) -> None:
    """Confirm that a notice has arrived (Article 16(4))."""
    _queue(session, notice, "notice_received", site, now=now)


def decision(
    session: Session, notice: Notice, decided: Sequence[NoticeItem], *, now: datetime
) -> None:
    """Tell the notifier what was decided, and the redress (Article 16(5))."""
    outcomes = [
        (
            f"{notice.origin}/comments/{item.comment_id}",
            OUTCOME_WORDS[item.outcome] if item.outcome else "",
        )
        for item in decided
    ]
    _queue(
        session,
        notice,
        "notice_decided",
        session.get_one(Site, notice.site_id),
        now=now,
        outcomes=outcomes,
        may_complain=any(item.outcome is NoticeOutcome.NO_ACTION for item in decided),
        complain_until=now + COMPLAINT_OPEN,
    )


def complaint_answered(
    session: Session, notice: Notice, item: NoticeItem, *, now: datetime
) -> None:
    """Tell the notifier the answer to a complaint (Article 20(5))."""
    _queue(
        session,
        notice,
        "complaint_answered",
        session.get_one(Site, notice.site_id),
        now=now,
        comment=f"{notice.origin}/comments/{item.comment_id}",
        outcome=OUTCOME_WORDS[item.outcome] if item.outcome else "",
    )


def warning(session: Session, notice: Notice, *, now: datetime) -> None:
    """Warn a notifier who often sends unfounded notices."""
    site = session.get_one(Site, notice.site_id)
    _queue(session, notice, "notifier_warned", site, now=now)


def suspension(
    session: Session, notice: Notice, *, until: datetime, now: datetime
) -> None:
    """Tell a notifier that their notices are not handled for a while."""
    site = session.get_one(Site, notice.site_id)
    _queue(session, notice, "notifier_suspended", site, now=now, until=until)


def _queue(
    session: Session,
    notice: Notice,
    file: str,
    site: Site,
    *,
    now: datetime,
    **values: object,
) -> None:
    if not notice.notifier_email:
        return
    with written_to(notice.language, site):
        mail = mail_texts.write(
            session,
            "moderation.compliance",
            file,
            site=site,
            page=page_of(notice),
            name=rules.greeted(notice.notifier_name),
            **values,
        )
    outbox.queue_mail(session, recipient=notice.notifier_email, **mail, now=now)
