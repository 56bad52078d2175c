"""Makes the tables of the yearly report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.translation import gettext as _
from moderation.compliance.notices.models import (
    Notice,
    NoticeComplaint,
    NoticeItem,
    NotifierSuspension,
)
from moderation.compliance.notices.rules import KIND_WORDS, NoticeKind, NoticeOutcome
from moderation.compliance.report.rules import (
    ReportFact,
    days_between,
    grouped,
    median,
    year_of,
)
from moderation.compliance.report.services import audit_error
from moderation.compliance.transparency import vocabulary as words
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SANCTION_RULES, SanctionKind
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Cell, Table

Facts = Sequence[ReportFact]
Make = Callable[[Session, Facts, int, int], Table]


def notices(session: Session, _facts: Facts, site_id: int, year: int) -> Table:
    """Return the notices by kind, with what became of them (15(1)(b))."""
    start, end = year_of(year)
    rows = session.execute(
        select(
            Notice.kind,
            Notice.flagger_id,
            Notice.received_at,
            NoticeItem.outcome,
            NoticeItem.decided_at,
        )
        .join(NoticeItem, NoticeItem.notice_id == Notice.id)
        .where(
            Notice.site_id == site_id,
            Notice.received_at >= start,
            Notice.received_at < end,
        )
    ).all()
    return Table(
        key="notices",
        title=_("Notices of illegal content"),
        about=_("Each comment that a notice names counts once. People decide on all."),
        columns=(
            _("Kind"),
            _("Comments"),
            _("From trusted flaggers"),
            _("Removed as illegal"),
            _("Removed under the house rules"),
            _("No action"),
            _("Median hours to the decision"),
        ),
        rows=[
            _notices_of(kind, [row for row in rows if row.kind is kind])
            for kind in NoticeKind
        ],
    )


def _notices_of(kind: NoticeKind, found: Sequence[Any]) -> list[Cell]:
    outcomes = Counter(row.outcome for row in found)
    hours = [
        days_between(row.received_at, row.decided_at) * 24
        for row in found
        if row.decided_at
    ]
    return [
        str(KIND_WORDS[kind]),
        len(found),
        sum(row.flagger_id is not None for row in found),
        outcomes[NoticeOutcome.ILLEGAL],
        outcomes[NoticeOutcome.BREAKS_RULES],
        outcomes[NoticeOutcome.NO_ACTION],
        median(hours),
    ]


def own_initiative(_session: Session, facts: Facts, _site: int, _year: int) -> Table:
    """Return the rejections that no notice led to, by category (15(1)(c))."""
    own = [
        each
        for each in facts
        if each.restriction
        and each.source in (words.VOLUNTARY, words.OTHER_NOTIFICATION)
    ]
    rows: list[list[Cell]] = [
        [
            category.removeprefix("STATEMENT_CATEGORY_"),
            len(found),
            sum(each.ground == words.ILLEGAL for each in found),
            sum(each.detection == "Yes" for each in found),
            sum(each.source == words.OTHER_NOTIFICATION for each in found),
            sum(each.is_overturned for each in found),
            median(each.hours for each in found),
        ]
        for category, found in grouped(own, lambda each: each.category).items()
    ]
    return Table(
        key="own_initiative",
        title=_("Moderation on the newsroom's own initiative"),
        about=_("Comments that were removed without a notice of illegal content."),
        columns=(
            _("Category"),
            _("Removed"),
            _("As illegal"),
            _("Detected by the classifier"),
            _("Reported by readers"),
            _("Reversed later"),
            _("Median hours to the decision"),
        ),
        rows=rows,
    )


def complaints(session: Session, facts: Facts, site_id: int, year: int) -> Table:
    """Return the complaints of authors and notifiers (15(1)(d))."""
    of_decisions = [
        (each.complained_at, each.complaint_outcome, each.complaint_decided_at)
        for each in facts
        if each.complained_at
    ]
    kinds = (
        (_("Authors, against a removal"), of_decisions),
        (
            _("Authors, against a sanction"),
            _sanction_appeals(session, site_id, year),
        ),
        (
            _("Notifiers, because a comment stayed"),
            _notice_complaints(session, site_id, year),
        ),
    )
    return Table(
        key="complaints",
        title=_("Complaints"),
        about=_("Another person than the first decider answers each."),
        columns=(
            _("Who complains"),
            _("Complaints"),
            _("Upheld"),
            _("Reversed"),
            _("Median days to the answer"),
        ),
        rows=[[name, *_answered(found)] for name, found in kinds],
    )


def _sanction_appeals(session: Session, site_id: int, year: int) -> Sequence[Any]:
    start, end = year_of(year)
    return session.execute(
        select(
            SanctionAppeal.created_at,
            SanctionAppeal.outcome,
            SanctionAppeal.answered_at,
        )
        .join(Sanction, Sanction.id == SanctionAppeal.sanction_id)
        .where(
            Sanction.site_id == site_id,
            SanctionAppeal.created_at >= start,
            SanctionAppeal.created_at < end,
        )
    ).all()


def _notice_complaints(session: Session, site_id: int, year: int) -> Sequence[Any]:
    start, end = year_of(year)
    return session.execute(
        select(
            NoticeComplaint.created_at,
            NoticeComplaint.outcome,
            NoticeComplaint.decided_at,
        )
        .join(NoticeItem, NoticeItem.id == NoticeComplaint.notice_item_id)
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .where(
            Notice.site_id == site_id,
            NoticeComplaint.created_at >= start,
            NoticeComplaint.created_at < end,
        )
    ).all()


def _answered(found: Sequence[Any]) -> list[Cell]:
    outcomes = Counter(row[1] for row in found)
    days = [days_between(row[0], row[2]) for row in found if row[2]]
    return [
        len(found),
        outcomes[AppealOutcome.UPHELD],
        outcomes[AppealOutcome.OVERTURNED],
        median(days),
    ]


def misuse(session: Session, _facts: Facts, site_id: int, year: int) -> Table:
    """Return the sanctions and the suspended notifiers (24(1)(b))."""
    start, end = year_of(year)
    found = session.scalars(
        select(Sanction.kind).where(
            Sanction.site_id == site_id,
            Sanction.starts_at >= start,
            Sanction.starts_at < end,
        )
    )
    counts = Counter(found)
    rows: list[list[Cell]] = [
        [str(SANCTION_RULES[kind].name), counts[kind]] for kind in SanctionKind
    ]
    for column, name in (
        (NotifierSuspension.warned_at, _("Notifiers who were warned")),
        (NotifierSuspension.suspended_at, _("Notifiers who were suspended")),
    ):
        counted = select(func.count()).where(
            NotifierSuspension.site_id == site_id, column >= start, column < end
        )
        rows.append([name, session.scalar(counted) or 0])
    return Table(
        key="misuse",
        title=_("Sanctions, and misuse of notices"),
        about=_("A notifier is suspended only after a warning."),
        columns=(_("What was done"), _("Number")),
        rows=rows,
    )


def automation(session: Session, facts: Facts, site_id: int, year: int) -> Table:
    """Return how often the machine was wrong, each with its interval (15(1)(e))."""
    flagged = [each for each in facts if each.detection == "Yes"]
    stayed = sum(not each.restriction for each in flagged)
    missed = audit_error.of_year(session, site_id=site_id, year=year)
    return Table(
        key="automation",
        title=_("Automated means"),
        about=_(
            "A classifier flags and holds comments. It never removes one: people "
            "decide. What it missed is estimated from a random sample of published "
            "comments that people decide without knowing why they see them. Each "
            "counts for as many comments as its draw represents. The intervals "
            "hold the true share in 95 of 100 cases (Wilson)."
        ),
        columns=(_("Figure"), _("Value"), _("Comments")),
        rows=[
            [
                _("Of the comments that it flagged or held: wrong, by people"),
                share(stayed, len(flagged)),
                len(flagged),
            ],
            [
                _("Of the published comments: missed, by people"),
                missed.missed,
                missed.decided,
            ],
        ],
    )


TABLES: dict[str, Make] = {
    "notices": notices,
    "own_initiative": own_initiative,
    "complaints": complaints,
    "misuse": misuse,
    "automation": automation,
}
"""The tables of the report by their keys, in its order."""
