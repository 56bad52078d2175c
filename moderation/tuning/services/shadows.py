"""Compares a shadow classifier's scores with those in force on past comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from moderation.discussion.models import Revision
from moderation.policy.models import Profile, ProfileVersion, Score, Verdict
from moderation.policy.services import verdicts
from moderation.scoring.runtime.prepared import weights
from moderation.tuning.rules.past_comments import LABELS, PastComments
from moderation.tuning.services.past_comments import (
    MOST_ROWS,
    WINDOW,
    past_decisions_of,
    usual_seconds,
)


@dataclass(frozen=True)
class ShadowClassifier:
    """A classifier whose scores led to no verdict, and the number of its scores."""

    name: str
    version: str
    scored: int


@dataclass(frozen=True)
class Pair:
    """The same comments with the scores behind their verdicts and the shadow's scores.

    :param version: the version of the classifier behind the verdicts: the newest one
        that is not the shadow classifier. Empty if there are no comments.
    """

    version: str
    revision_ids: list[int]
    in_force: PastComments
    shadow: PastComments


def shadow_classifiers(session: Session, *, now: datetime) -> list[ShadowClassifier]:
    """Return the shadow classifiers in the last thirty days, the busiest first."""
    rows = session.execute(
        select(Score.model_name, Score.model_version, func.count().label("scored"))
        .where(Score.created_at > now - WINDOW, ~verdicts.led_to_a_verdict())
        .group_by(Score.model_name, Score.model_version)
        .order_by(func.count().desc(), Score.model_version)
    )
    return [
        ShadowClassifier(row.model_name, row.model_version, row.scored) for row in rows
    ]


def pair(session: Session, key: str, version: str, *, now: datetime) -> Pair:
    """Return the comments that both scored under the profile *key* in thirty days.

    Skips verdicts of an earlier classifier, because thresholds mean something else for
    its scores.
    """
    shadow_classifier = aliased(Score)
    rows = session.execute(
        select(
            Score.revision_id,
            Score.created_at,
            Score.model_version,
            *[getattr(Score, label.value) for label in LABELS],
            *[getattr(shadow_classifier, label.value) for label in LABELS],
        )
        .join(Verdict, Verdict.score_id == Score.id)
        .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
        .join(Profile, Profile.id == ProfileVersion.profile_id)
        .join(shadow_classifier, shadow_classifier.revision_id == Score.revision_id)
        .where(
            Profile.key == key,
            Verdict.superseded_at.is_(None),
            Score.created_at > now - WINDOW,
            shadow_classifier.model_version == version,
            shadow_classifier.id != Score.id,
        )
        .order_by(Score.id.desc())
        .limit(MOST_ROWS)
    ).all()
    newest = rows[0][2] if rows else ""
    rows = [row for row in rows if weights(row[2]) == weights(newest)]
    revision_ids = np.array([row[0] for row in rows], dtype=np.int64)
    oldest = min((row[1] for row in rows), default=now)
    days = min(max((now - oldest).total_seconds() / 86_400, 1.0), WINDOW.days)
    table = np.array([row[3:] for row in rows], dtype=np.float32)
    table = table.reshape(len(rows), 2 * len(LABELS))
    fates = past_decisions_of(session, revision_ids)
    seconds = usual_seconds(session, now=now)
    theirs, ours = table[:, : len(LABELS)], table[:, len(LABELS) :]
    return Pair(
        newest,
        [int(each) for each in revision_ids],
        PastComments(theirs, fates, days, seconds),
        PastComments(ours, fates, days, seconds),
    )


def texts(session: Session, revision_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return the comment id and the plain text of each revision."""
    rows = session.execute(
        select(Revision.id, Revision.comment_id, Revision.plain_text).where(
            Revision.id.in_(revision_ids)
        )
    )
    return {row.id: (row.comment_id, row.plain_text) for row in rows}


def drop(session: Session, version: str) -> int:
    """Delete a classifier's scores that led to no verdict; return their number."""
    shadow_classifier = select(Score.id).where(
        Score.model_version == version, ~verdicts.led_to_a_verdict()
    )
    used = select(Verdict.score_id).where(Verdict.score_id.is_not(None))
    # A superseded verdict still refers to its scores.
    result = session.execute(
        delete(Score)
        .where(Score.id.in_(shadow_classifier), Score.id.not_in(used))
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))
