"""The tables of review items, causes, reports and decisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, Json
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.policy.rules import CauseKind
from moderation.review.items.rules import Action, Reason, ReportReason, without_nobody

OPEN = text("closed_at IS NULL")
NOT_UNDONE = text("undone_at IS NULL")
ESCALATED = text("closed_at IS NULL AND escalated_at IS NOT NULL")
APPEALED = text("closed_at IS NULL AND appealed_at IS NOT NULL")
NOTICED = text("closed_at IS NULL AND noticed_at IS NOT NULL")


class ReviewItem(Base):
    """A comment that waits for a person; at most one open for each comment."""

    __tablename__ = "review_item"
    __table_args__ = (
        Index(
            "uq_review_item_comment_id_open",
            "comment_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_review_item_queue",
            "site_id",
            "rank",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_review_item_by_time",
            "site_id",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_review_item_escalated",
            "site_id",
            "rank",
            "id",
            sqlite_where=ESCALATED,
            postgresql_where=ESCALATED,
        ),
        Index(
            "ix_review_item_appealed",
            "site_id",
            "rank",
            "id",
            sqlite_where=APPEALED,
            postgresql_where=APPEALED,
        ),
        Index(
            "ix_review_item_noticed",
            "site_id",
            "rank",
            "id",
            sqlite_where=NOTICED,
            postgresql_where=NOTICED,
        ),
        CheckConstraint(
            "(claimed_by_id IS NULL) = (claimed_until IS NULL)",
            name="claim_has_an_end",
        ),
        CheckConstraint(
            "first_decider_id IS NULL OR decided_by_id IS NULL"
            " OR first_decider_id <> decided_by_id",
            name="another_person_decides",
        ),
        CheckConstraint(
            "second_decider_id IS NULL OR decided_by_id IS NULL"
            " OR second_decider_id <> decided_by_id",
            name="a_third_person_decides",
        ),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    # ln(probability x reach) - submitted_at / tau, and more where a person asked for a
    # decision: higher is more urgent, and the order of two items does not change with
    # time.
    rank: Mapped[float]
    # The parts of the rank, as it was last written.
    probability: Mapped[float] = mapped_column(default=0.0, server_default=text("0"))
    reach: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The fields by which views filter, copied here so that a page is one scan of one
    # index. The marks are the words of the causes, each between two spaces.
    section: Mapped[str | None]
    language: Mapped[str | None]
    profile_key: Mapped[str | None]
    marks: Mapped[str | None]
    # The item whose text this one nearly repeats. That item represents both.
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("review_item.id", ondelete="SET NULL"), index=True
    )
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    claimed_until: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # When the author appealed, against a rejection or against the hold.
    appealed_at: Mapped[datetime | None]
    # When somebody first said that the comment is illegal, and whether a trusted
    # flagger did.
    noticed_at: Mapped[datetime | None]
    is_trusted_notice: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    # The first decider, if an appeal or a second review asks somebody else.
    first_decider_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # The other person who made the same decision, if an appeal is against both.
    second_decider_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # A blind card shows neither causes nor scores until it is decided.
    is_blind: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    comment: Mapped[Comment] = relationship(lazy="raise_on_sql")

    @property
    def goes_first(self) -> bool:
        """Whether a person asked for a decision: a colleague, or the author."""
        return self.urgency > 0

    @property
    def urgency(self) -> int:
        """How far it is ahead of routine items; a trusted flagger's notice is first."""
        if self.is_trusted_notice:
            return 2
        asked = (self.escalated_at, self.appealed_at, self.noticed_at)
        return int(any(each is not None for each in asked))

    @property
    def left_out(self) -> frozenset[int]:
        """The accounts that may not make the decision."""
        return without_nobody(
            self.author_id,
            self.escalated_by_id,
            self.first_decider_id,
            self.second_decider_id,
        )


class ReviewCause(Base):
    """One cause of an item: a label above its threshold, a rule, a report."""

    __tablename__ = "review_cause"

    id: Mapped[Identifier]
    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CauseKind]
    detail: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Report(Base):
    """A reader's report of a comment, at most one for each of its texts."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("comment_id", "reporter_id", "revision_id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE")
    )
    revision_id: Mapped[int]
    reporter_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[ReportReason]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Decision(Base):
    """A decision: what, why, on which text, and under which profile version."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "ix_decision_in_force",
            "site_id",
            "action",
            "id",
            sqlite_where=NOT_UNDONE,
            postgresql_where=NOT_UNDONE,
        ),
        CheckConstraint(
            "action <> 'reject' OR reason IS NOT NULL", name="rejection_has_a_reason"
        ),
    )

    id: Mapped[Identifier]
    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    profile_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("profile_version.id"), index=True
    )
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    action: Mapped[Action]
    reason: Mapped[Reason | None]
    # Only for staff: it is never shown or sent to the author.
    note: Mapped[str] = mapped_column(default="")
    words_to_author: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # The law that the comment is against, if that is the reason.
    legal_ground: Mapped[str] = mapped_column(default="", server_default=text("''"))
    status_before: Mapped[Status]
    # The decision that this one was made with, on a near-duplicate: they are undone
    # together.
    led_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="SET NULL"), index=True
    )
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]


class NearDuplicateBand(Base):
    """A part of a waiting text's fingerprint. Near-duplicates share at least one."""

    __tablename__ = "near_duplicate_band"
    __table_args__ = (
        Index("ix_near_duplicate_band_site_id_value", "site_id", "value"),
    )

    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
