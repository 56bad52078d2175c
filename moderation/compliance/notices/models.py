"""The tables of notices, trusted flaggers, complaints and suspended notifiers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.compliance.notices.rules import NoticeKind, NoticeOutcome
from moderation.review.appeals.rules import AppealOutcome


class TrustedFlagger(Base):
    """An organization whose notices go first (Article 22).

    It sends them from an address with a secret. Only the secret's digest is stored.
    """

    __tablename__ = "trusted_flagger"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    secret_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Notice(Base):
    """A notice that some comments are illegal, from anybody.

    Name, address and explanation are emptied when the notice is old enough. What is
    left is a figure of the yearly report.
    """

    __tablename__ = "notice"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    # The secret part of the address of its page, which the notifier gets by mail.
    token: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[str]
    # Of what was sent, so that a form that is sent twice is one notice.
    fingerprint: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[NoticeKind]
    country: Mapped[str] = mapped_column(default="", server_default=text("''"))
    law: Mapped[str] = mapped_column(default="", server_default=text("''"))
    explanation: Mapped[str]
    notifier_name: Mapped[str] = mapped_column(default="", server_default=text("''"))
    notifier_email: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # A keyed digest of the address, by which misuse is recognized.
    notifier_digest: Mapped[str] = mapped_column(
        default="", server_default=text("''"), index=True
    )
    network_digest: Mapped[str] = mapped_column(default="", server_default=text("''"))
    flagger_id: Mapped[int | None] = mapped_column(
        ForeignKey("trusted_flagger.id"), index=True
    )
    language: Mapped[str] = mapped_column(default="", server_default=text("''"))
    received_at: Mapped[datetime] = mapped_column(index=True)
    decided_at: Mapped[datetime | None]
    # A moderator found that anybody could see that there is nothing to it.
    is_unfounded: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    emptied_at: Mapped[datetime | None]


class NoticeItem(Base):
    """One comment of a notice, with the text that readers saw and the outcome."""

    __tablename__ = "notice_item"
    __table_args__ = (UniqueConstraint("notice_id", "comment_id"),)

    id: Mapped[Identifier]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int]
    outcome: Mapped[NoticeOutcome | None]
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None]


class NoticeComplaint(Base):
    """A notifier's complaint that a comment stayed, at most one for each (Article 20).

    Somebody other than the first decider answers it.
    """

    __tablename__ = "notice_complaint"

    id: Mapped[Identifier]
    notice_item_id: Mapped[int] = mapped_column(
        ForeignKey("notice_item.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str]
    created_at: Mapped[datetime]
    outcome: Mapped[AppealOutcome | None]
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None]


class NotifierSuspension(Base):
    """A warning of a notifier, and perhaps a suspension (Article 23(2))."""

    __tablename__ = "notifier_suspension"
    __table_args__ = (UniqueConstraint("site_id", "notifier_digest"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    notifier_digest: Mapped[str]
    warned_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
