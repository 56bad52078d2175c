"""The tables of the newsroom's own classifiers, of the choice, and of the workers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, Json, JsonList


class ClassifierRole(StrEnum):
    """What a classifier is chosen for."""

    IN_FORCE = "in_force"
    SHADOW = "shadow"


class OwnClassifier(Base):
    """A checkpoint of this newsroom. Its file lies on the machines, by its digest.

    The row has what belongs to the scores: the calibration, and where the limits of the
    configured classifier lie on its scale. It holds figures and no text.
    """

    __tablename__ = "own_classifier"

    id: Mapped[Identifier]
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # The configured classifier that the knots start from.
    base: Mapped[str]
    # A name, and a slope and an offset for each label that has a line.
    calibration: Mapped[Json] = mapped_column(default=dict)
    # For each label: pairs of a limit of the base and the limit here that as many
    # comments lie above.
    knots: Mapped[Json] = mapped_column(default=dict)
    # What was measured when it was learned: pairs of a name and a figure.
    figures: Mapped[JsonList] = mapped_column(default=list)
    decisions: Mapped[int] = mapped_column(default=0)
    rejections: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class ClassifierChoice(Base):
    """Which classifier has a role from one time on. The highest number applies.

    Without a classifier it is the one that the settings name.
    """

    __tablename__ = "classifier_choice"
    __table_args__ = (UniqueConstraint("role", "number"),)

    id: Mapped[Identifier]
    role: Mapped[ClassifierRole]
    number: Mapped[int]
    classifier_id: Mapped[int | None] = mapped_column(
        ForeignKey("own_classifier.id"), index=True
    )
    # For each profile whose limits were carried over: the versions before and after.
    versions: Mapped[Json] = mapped_column(default=dict)
    chosen_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    chosen_at: Mapped[datetime]

    classifier: Mapped[OwnClassifier | None] = relationship(lazy="raise_on_sql")


class WorkerReport(Base):
    """What one process with a worker last said of itself. Kept for a day."""

    __tablename__ = "worker_report"

    id: Mapped[Identifier]
    process: Mapped[str] = mapped_column(unique=True)
    machine: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(index=True)
    # The version of the classifier that scores there.
    version: Mapped[str]
    # The digests of the own classifiers whose files it has.
    files: Mapped[JsonList] = mapped_column(default=list)
    # Why it has not followed the choice; empty if it has.
    trouble: Mapped[str] = mapped_column(default="")
