"""Own classifiers of a newsroom, and workers that report, for tests of the choice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.permissions import Role
from moderation.policy.classifier_models import OwnClassifier
from moderation.policy.services import classifiers, worker_reports
from moderation.policy.services.classifiers import ClassifierDraft
from moderation.policy.services.worker_reports import ReportDraft
from tests import newsroom

KNOTS = {"toxicity": [(0.0, 0.0), (0.4, 0.2), (0.76, 0.5), (1.0, 1.0)]}
"""On the scale of these classifiers the built-in toxicity limits of *General* are 0.20
and 0.50."""


class AdminWithClassifier:
    """An admin of a newsroom that has stored an own classifier."""

    def __init__(self, session: Session, now: datetime) -> None:
        newsroom.ensure_newsroom(session, now=now)
        self.session, self.now = session, now
        ada = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
        self.account_id = ada.account_id
        self.classifier = own(session, "one", now=now)


def own(session: Session, name: str, *, now: datetime) -> OwnClassifier:
    """Store an own classifier whose file is called *name*."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    draft = ClassifierDraft(sha256, "learned", "bundled-1", {}, KNOTS, (), 2_100, 240)
    return classifiers.store(session, draft, now=now)


def reported(
    session: Session, machine: str, files: Sequence[OwnClassifier], *, now: datetime
) -> None:
    """Let the worker of a machine report that it has the *files*."""
    digests = [each.sha256 for each in files]
    draft = ReportDraft(f"{machine}:1", machine, "fixed-1", digests)
    worker_reports.report(session, draft, now=now)
