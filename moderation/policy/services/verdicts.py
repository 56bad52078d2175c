"""Stores scores and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from auth.db.compiled_reads import rows_within
from auth.db.upserts import find_or_add
from moderation.discussion.models import Revision
from moderation.policy.models import ProfileVersion, Score, Verdict
from moderation.policy.rules import VerdictDraft
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.runtime.languages import Reading


def store_scores(
    session: Session,
    *,
    revision_id: int,
    scores: Scores,
    model: tuple[str, str],
    now: datetime,
) -> Score:
    """Store the scores of a revision, once for each model version.

    :param model: the scorer's name and version.
    """
    name, version = model
    key = {"revision_id": revision_id, "model_version": version}
    values = {"model_name": name, "created_at": now}
    of_labels = {label.value: scores.get(label) for label in Label}
    return find_or_add(session, Score, key, values | of_labels)


def classifier_in_force(session: Session) -> tuple[str, str] | None:
    """Return the name and version of the classifier behind the newest verdict."""
    row = session.execute(
        select(Score.model_name, Score.model_version)
        .join(Verdict, Verdict.score_id == Score.id)
        .order_by(Verdict.id.desc())
        .limit(1)
    ).first()
    return (row.model_name, row.model_version) if row else None


def led_to_a_verdict() -> ColumnElement[bool]:
    """Return the condition for scores that led to a verdict.

    The scores of a shadow classifier never do.
    """
    return (
        select(Verdict.id)
        .where(
            Verdict.revision_id == Score.revision_id,
            Verdict.superseded_at.is_(None),
            Verdict.score_id == Score.id,
        )
        .exists()
    )


def store_verdict(
    session: Session,
    *,
    revision: Revision,
    outcome: VerdictDraft,
    version: ProfileVersion,
    score: Score | None,
    now: datetime,
    spans: Sequence[Span] = (),
    reading: Reading | None = None,
) -> Verdict:
    """Store a verdict that takes effect for a revision and supersedes an earlier one.

    :param spans: the spans of the revision's plain text that drove the labels.
    :param reading: the language, and the share that the classifier cannot read.
    """
    session.execute(
        update(Verdict)
        .where(Verdict.revision_id == revision.id, Verdict.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    verdict = Verdict(
        comment_id=revision.comment_id,
        revision_id=revision.id,
        kind=outcome.kind,
        profile_version_id=version.id,
        causes=[cause.as_json() for cause in outcome.causes],
        score_id=score.id if score else None,
        spans=[asdict(span) for span in spans] or None,
        language=reading.language if reading else None,
        unread=reading.unread if reading else None,
        created_at=now,
    )
    session.add(verdict)
    session.flush()
    return verdict


# Every page of the queue asks this, so it is written once.
_SPANS = select(Verdict.revision_id, Verdict.spans).where(
    Verdict.revision_id.in_(bindparam("ids", expanding=True)),
    Verdict.superseded_at.is_(None),
)


def causes_of(
    session: Session, revision_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the causes of the verdict in effect for each revision that has one."""
    rows = session.execute(
        select(Verdict.revision_id, Verdict.causes).where(
            Verdict.revision_id.in_(revision_ids), Verdict.superseded_at.is_(None)
        )
    )
    return {row.revision_id: row.causes for row in rows}


def version_of(session: Session, revision_id: int) -> int | None:
    """Return the profile's version under which a revision's verdict was made."""
    return session.scalar(
        select(Verdict.profile_version_id).where(
            Verdict.revision_id == revision_id, Verdict.superseded_at.is_(None)
        )
    )


def spans_of(session: Session, revision_ids: Sequence[int]) -> dict[int, list[Span]]:
    """Return the spans that drove the labels of each revision's verdict.

    They are ranges of the revision's ``plain_text``: for each label its strongest
    sentence, then the words of the worst sentence, the strongest first. A revision
    that the classifier alone would have published has none.
    """
    return {
        revision_id: [
            Span(**stored | {"label": Label(stored["label"])}) for stored in spans or ()
        ]
        for revision_id, spans in rows_within(session, _SPANS, {"ids": revision_ids})
    }
