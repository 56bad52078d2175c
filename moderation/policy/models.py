"""The tables of profiles, their versions, scores and verdicts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, Json, JsonList
from moderation.policy.rules import VerdictKind

EFFECTIVE = text("superseded_at IS NULL")
HELD = text("superseded_at IS NULL AND kind = 'hold'")
PENDING = text("published_number IS NULL AND cancelled_at IS NULL")


class Profile(Base):
    """A named set of thresholds and handling rules. Its versions have the values."""

    __tablename__ = "profile"

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class ProfileVersion(Base):
    """The values of a profile from one time on, who set them and why. Never changes."""

    __tablename__ = "profile_version"
    __table_args__ = (UniqueConstraint("profile_id", "number"),)

    id: Mapped[Identifier]
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    number: Mapped[int]
    thresholds: Mapped[Json]
    # The choice of a classifier that the thresholds were set for; 0 before the first.
    # Processes of an older release leave it out.
    choice_number: Mapped[int | None]
    fallback: Mapped[VerdictKind]
    handling: Mapped[Json] = mapped_column(default=dict)
    reason: Mapped[str]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship(lazy="raise_on_sql")


class ScheduledVersion(Base):
    """A version that takes effect later. It is created when its time comes.

    It is done once ``published_number`` or ``cancelled_at`` is set.
    """

    __tablename__ = "scheduled_version"
    __table_args__ = (
        Index(
            "ix_scheduled_version_due",
            "due_at",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
    )

    id: Mapped[Identifier]
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)
    due_at: Mapped[datetime]
    thresholds: Mapped[Json]
    choice_number: Mapped[int | None]
    fallback: Mapped[VerdictKind]
    handling: Mapped[Json]
    reason: Mapped[str]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    published_number: Mapped[int | None]
    cancelled_at: Mapped[datetime | None]

    profile: Mapped[Profile] = relationship(lazy="raise_on_sql")


class ProfileChoice(Base):
    """The profile of a section of a site; without a section, of the whole site."""

    __tablename__ = "profile_choice"
    __table_args__ = (UniqueConstraint("site_id", "section"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    section: Mapped[str] = mapped_column(default="")
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)


class Score(Base):
    """The scores of one revision by one model version: seven numbers, 0..1 or null."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("revision_id", "model_version"),)

    id: Mapped[Identifier]
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE")
    )
    model_name: Mapped[str]
    model_version: Mapped[str]
    toxicity: Mapped[float | None]
    severe_toxicity: Mapped[float | None]
    obscene: Mapped[float | None]
    identity_attack: Mapped[float | None]
    insult: Mapped[float | None]
    threat: Mapped[float | None]
    sexual_explicit: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class Verdict(Base):
    """The verdict of a profile on scores. A revision has at most one in effect."""

    __tablename__ = "verdict"
    __table_args__ = (
        Index(
            "uq_verdict_revision_id_effective",
            "revision_id",
            unique=True,
            sqlite_where=EFFECTIVE,
            postgresql_where=EFFECTIVE,
        ),
        # The simulator reads a profile's month of scores by it, and nothing else.
        Index(
            "ix_verdict_effective_scores",
            "profile_version_id",
            "score_id",
            sqlite_where=EFFECTIVE,
            postgresql_where=EFFECTIVE,
        ),
        # The figures count the holds of some days by it, each with its comment.
        Index(
            "ix_verdict_held",
            "created_at",
            "comment_id",
            sqlite_where=HELD,
            postgresql_where=HELD,
        ),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE")
    )
    kind: Mapped[VerdictKind]
    profile_version_id: Mapped[int] = mapped_column(
        ForeignKey("profile_version.id"), index=True
    )
    # Each cause has a kind (classifier, rule, unscored), and for the classifier the
    # label, its score and the threshold that was applied.
    causes: Mapped[JsonList]
    score_id: Mapped[int | None] = mapped_column(
        ForeignKey("score.id", ondelete="SET NULL"), index=True
    )
    # The spans of the shown text that drove the labels, if a person has to review it.
    spans: Mapped[JsonList | None]
    # The detected language: its code, and the share of letters that the model cannot
    # read.
    language: Mapped[str | None]
    unread: Mapped[float | None]
    created_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
