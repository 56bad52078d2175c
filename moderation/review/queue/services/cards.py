"""Reads the cards of items: everything that a moderator needs for a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    bindparam,
    func,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account
from auth.db.compiled_reads import rows_within
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.policy.rules import CauseKind
from moderation.policy.services import verdicts
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.services import appeals
from moderation.review.items.card_parts import (
    CardArticle,
    CardAuthor,
    CardItem,
    CardText,
)
from moderation.review.items.highlighting import Driver, drivers, marked
from moderation.review.items.models import Decision, Report, ReviewCause, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import VIOLENT, Action, ReportReason
from moderation.review.items.services import author_records, near_duplicates
from moderation.review.items.services.author_records import Record
from moderation.review.items.services.near_duplicates import DuplicateGroup
from moderation.review.reports.visitor_report_models import VisitorReport

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PARTS: tuple[tuple[type[Any], type[NamedTuple]], ...] = (
    (ReviewItem, CardItem),
    (Revision, CardText),
    (Article, CardArticle),
    (Account, CardAuthor),
)
_PARENT, _SHOWN = aliased(Comment), aliased(Revision)
_PARENT_AUTHOR, _HOLDER = aliased(Account), aliased(Account)
_COPY = aliased(ReviewItem)
# Written once: to build these for every page took longer than to run them.
_CARDS = (
    select(
        *(getattr(model, name) for model, part in _PARTS for name in part._fields),
        Comment.status,
        func.coalesce(Comment.thread_id, Comment.id),
        _HOLDER.display_name,
        _SHOWN.html,
        _PARENT_AUTHOR.display_name,
        HoldAppeal.text,
        select(func.count(_COPY.id))
        .where(_COPY.lead_id == ReviewItem.id, _COPY.closed_at.is_(None))
        .scalar_subquery(),
    )
    .join(Comment, Comment.id == ReviewItem.comment_id)
    .join(Revision, Revision.id == ReviewItem.revision_id)
    .join(Article, Article.id == ReviewItem.article_id)
    .join(Account, Account.id == ReviewItem.author_id)
    .outerjoin(_HOLDER, _HOLDER.id == ReviewItem.claimed_by_id)
    .outerjoin(_PARENT, _PARENT.id == Comment.parent_id)
    .outerjoin(_SHOWN, _SHOWN.id == _PARENT.shown_revision_id)
    .outerjoin(_PARENT_AUTHOR, _PARENT_AUTHOR.id == _PARENT.author_id)
    .outerjoin(HoldAppeal, HoldAppeal.item_id == ReviewItem.id)
    .where(ReviewItem.id.in_(_IDS))
)
_CAUSES = (
    select(
        ReviewCause.item_id,
        ReviewCause.kind,
        ReviewCause.detail,
        ReviewCause.created_at,
    )
    .where(ReviewCause.item_id.in_(_IDS))
    .order_by(ReviewCause.id)
)
_REPORTS = union_all(
    select(
        Report.comment_id,
        Account.display_name,
        Report.reason,
        Report.note,
        Report.created_at,
    )
    .join(Account, Account.id == Report.reporter_id)
    .where(Report.comment_id.in_(_IDS)),
    select(
        VisitorReport.comment_id,
        literal(""),
        VisitorReport.reason,
        VisitorReport.note,
        VisitorReport.created_at,
    ).where(VisitorReport.comment_id.in_(_IDS)),
).order_by(text("created_at"))
_ESCALATIONS = (
    select(Decision.item_id, Account.display_name, Decision.created_at, Decision.note)
    .join(Account, Account.id == Decision.actor_id)
    .where(Decision.item_id.in_(_IDS), Decision.action == Action.ESCALATE)
    .where(Decision.undone_at.is_(None))
    .order_by(Decision.id)
)


class Cause(NamedTuple):
    """A cause of a review item."""

    kind: CauseKind
    detail: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class ReaderReport:
    """A report of a reader."""

    reporter: str
    reason: ReportReason
    note: str
    at: datetime


@dataclass(frozen=True)
class Escalation:
    """An escalation: who asked a colleague to decide, when, and with which note."""

    by: str
    at: datetime
    note: str


@dataclass
class Card:
    """One item of the queue, with everything that a moderator needs."""

    item: CardItem
    revision: CardText
    article: CardArticle
    author: CardAuthor
    status: Status | None
    """``None`` on a blind card, because it would reveal the first decision."""
    thread_id: int
    claimed_by: str | None
    parent_html: str | None
    parent_name: str | None
    asked: str | None
    """The author's appeal against the hold."""
    copies: int
    """The number of open near-duplicates that it represents."""
    causes: list[Cause] = field(default_factory=list)
    escalation: Escalation | None = None
    reports: list[ReaderReport] = field(default_factory=list)
    appeal: str | None = None
    """The author's appeal, if one opened the item."""
    html: str = ""
    """The text, with the spans that drove the verdict marked."""
    drivers: list[Driver] = field(default_factory=list)
    violence: list[str] = field(default_factory=list)
    """The kinds of violence in it that may be hard to read."""
    duplicate_groups: list[DuplicateGroup] = field(default_factory=list)
    """The first near-duplicates, grouped by equal words."""
    record: Record | None = None
    """The counts of the author's comments, including this one; not on a blind card."""

    @property
    def is_blind(self) -> bool:
        """Whether it has to be decided without knowing why it is here."""
        return self.item.is_blind and self.item.closed_at is None


def cards(session: Session, ids: Sequence[int], *, context: DeskContext) -> list[Card]:
    """Return the cards of the items *ids*, in that order, with a few statements.

    Leaves out the moderator's own reports, also in the author's record. The record
    covers the sections of the moderator's role.
    """
    found = {card.item.id: card for card in _cards(session, ids)}
    for item_id, kind, detail, at in rows_within(session, _CAUSES, {"ids": ids}):
        card = found[item_id]
        card.causes.append(Cause(kind, detail, at))
        if detail.get("label") in VIOLENT:
            card.violence.append(detail["label"])
    _add_alike(session, [card for card in found.values() if card.copies])
    _add_reports(session, found.values())
    _add_escalations(session, found)
    _add_appeals(session, found)
    _add_marks(session, found.values())
    authors = {card.author.id for card in found.values()}
    records = author_records.of(session, authors, context)
    for card in found.values():
        card.record = records.get(card.author.id, Record())
        if card.is_blind:
            _blindfold(card)
    return [found[item_id] for item_id in ids if item_id in found]


def _blindfold(card: Card) -> None:
    """Remove everything from a blind card except the text and what it answers.

    Pages and the API read only the card, so neither can show more.
    """
    card.status = card.record = None
    card.causes, card.reports, card.violence = [], [], []
    card.copies, card.duplicate_groups = 0, []


def _add_alike(session: Session, leads: Sequence[Card]) -> None:
    if not leads:
        return
    texts = {card.item.id: card.revision.plain_text for card in leads}
    alike = near_duplicates.alike(session, texts)
    for card in leads:
        card.duplicate_groups = alike[card.item.id]


def _add_reports(session: Session, found: Collection[Card]) -> None:
    by_comment = {card.item.comment_id: card for card in found}
    rows = rows_within(session, _REPORTS, {"ids": list(by_comment)})
    for comment_id, name, reason, note, at in rows:
        by_comment[comment_id].reports.append(ReaderReport(name, reason, note, at))


def _add_escalations(session: Session, found: dict[int, Card]) -> None:
    ids = [card.item.id for card in found.values() if card.item.escalated_at]
    if not ids:
        return
    for item_id, name, at, note in rows_within(session, _ESCALATIONS, {"ids": ids}):
        found[item_id].escalation = Escalation(name, at, note)


def _add_appeals(session: Session, found: dict[int, Card]) -> None:
    ids = [card.item.id for card in found.values() if card.item.appealed_at]
    if not ids:
        return
    for item_id, words in appeals.texts_of(session, ids).items():
        found[item_id].appeal = words


def _add_marks(session: Session, found: Collection[Card]) -> None:
    spans = verdicts.spans_of(session, [card.revision.id for card in found])
    for card in found:
        revision, drove = card.revision, spans.get(card.revision.id, [])
        if card.is_blind:
            drove = []
        card.html = marked(revision.html, revision.plain_text, drove)
        card.drivers = drivers(revision.plain_text, drove)


def _cards(session: Session, ids: Sequence[int]) -> Iterator[Card]:
    """Yield the cards of the items *ids*, without what other statements read."""
    for row in rows_within(session, _CARDS, {"ids": ids}):
        values = iter(row)
        parts: list[Any] = [
            part(*islice(values, len(part._fields))) for _, part in _PARTS
        ]
        yield Card(*parts, *values)
