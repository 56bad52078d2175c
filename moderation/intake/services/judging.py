"""Turns scores into a verdict, and the verdict into a status.

Each function handles one revision in one short transaction. A late or repeated result
changes nothing, because the update that removes the revision from the queue is fenced
by its lease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from moderation.discussion.events import CommentPublished
from moderation.discussion.models import FAILED, Article, Comment, Revision
from moderation.discussion.quotes import own_words
from moderation.discussion.rules import Cause, ScoringState, Status
from moderation.discussion.services import transitions
from moderation.intake.rules import JUDGED_AGAIN_AFTER, MOST_ATTEMPTS_EVER
from moderation.platform import events
from moderation.policy.events import VerdictReached
from moderation.policy.models import ProfileVersion, Score
from moderation.policy.rules import (
    CauseKind,
    VerdictDraft,
    VerdictKind,
    judge,
    judge_unscored,
)
from moderation.policy.services import profiles, verdicts
from moderation.review.items.services import left_to_people
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.runtime.languages import Reading

STATUS_OF = {
    VerdictKind.PUBLISH: Status.PUBLISHED,
    VerdictKind.FLAG: Status.PUBLISHED,
    VerdictKind.HOLD: Status.HELD,
}

MOST_COUNTED = 1_000
# Every page of a moderator asks this, so it is written once.
UNSCORED = select(func.count()).select_from(
    select(Revision.id)
    .where(FAILED, Revision.attempts < MOST_ATTEMPTS_EVER)
    .limit(MOST_COUNTED)
    .subquery()
)
"""Counts the texts that the classifier has not scored, up to 1,000."""

_parent, _said = aliased(Comment), aliased(Revision)
# Every comment sends these, so they are written once.
_TEXTS = (
    select(
        Revision.id,
        Revision.text,
        Revision.html,
        Revision.plain_text,
        Revision.attempts,
        _said.plain_text.label("said"),
    )
    .join(Comment, Comment.id == Revision.comment_id)
    .outerjoin(
        _parent,
        and_(_parent.id == Comment.parent_id, _parent.status == Status.PUBLISHED),
    )
    .outerjoin(_said, _said.id == _parent.shown_revision_id)
    .where(Revision.id.in_(bindparam("ids", expanding=True)))
    .order_by(Revision.id)
)

_WITH_ARTICLES = (
    select(Revision, Article)
    .join(Comment, Comment.id == Revision.comment_id)
    .join(Article, Article.id == Comment.article_id)
    .where(Revision.id.in_(bindparam("ids", expanding=True)))
)
_TAKEN = (
    update(Revision)
    .where(
        Revision.id == bindparam("revision_id"),
        Revision.lease_token == bindparam("token"),
        Revision.scoring_state.in_([ScoringState.WAITING, ScoringState.FAILED]),
    )
    .values(scoring_state=bindparam("state"), lease_token=None, lease_until=None)
    .returning(Revision)
    .execution_options(synchronize_session=False, populate_existing=True)
)


@dataclass(frozen=True)
class ScoringResult:
    """The classifier's result for one revision, and the model's name.

    :param spans: the spans that drove the scores, if a person has to review them.
    :param reading: the language, and the share that the classifier cannot read.
    """

    revision_id: int
    scores: Scores
    model: tuple[str, str]
    spans: tuple[Span, ...] = ()
    reading: Reading | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether too much of the text is unreadable to rely on the scores."""
        return self.reading is not None and self.reading.is_unreadable


@dataclass(frozen=True)
class VerdictContext:
    """A revision with everything that its verdict needs, loaded once."""

    comment: Comment
    revision: Revision
    version: ProfileVersion
    # Held here so that it stays in the session for the handlers of the verdict.
    article: Article


def for_a_person(session: Session, answers: Sequence[ScoringResult]) -> set[int]:
    """Return the revisions that a person has to review, under the current profiles."""
    ids = [answer.revision_id for answer in answers]
    rows = session.execute(_WITH_ARTICLES, {"ids": ids}).all()
    articles = {article.id: article for _, article in rows}
    versions = {
        article_id: profiles.version_for(session, article)
        for article_id, article in articles.items()
    }
    of = {revision.id: (revision, versions[article.id]) for revision, article in rows}
    return {
        answer.revision_id
        for answer in answers
        if answer.revision_id in of
        and _outcome(answer, *of[answer.revision_id]).kind is not VerdictKind.PUBLISH
    }


def finish(
    session: Session, answer: ScoringResult, *, token: str, now: datetime
) -> bool:
    """Store the scores and verdict of a revision, and move its comment accordingly.

    :returns: whether it took effect. It does not if the lease was lost, or if the
        comment was edited, deleted or decided in the meantime.
    """
    read = ScoringState.UNREADABLE if answer.is_unreadable else ScoringState.SCORED
    case = _take(session, answer.revision_id, token, read)
    if case is None:
        return False
    score = verdicts.store_scores(
        session,
        revision_id=case.revision.id,
        scores=answer.scores,
        model=answer.model,
        now=now,
    )
    outcome = _outcome(answer, case.revision, case.version)
    _apply(session, case, outcome, score, now, answer)
    return True


def give_up(session: Session, revision_id: int, *, token: str, now: datetime) -> bool:
    """Apply the profile's fallback verdict. The revision is scored again later.

    :returns: whether it took effect, as for :func:`finish`.
    """
    case = _take(session, revision_id, token, ScoringState.FAILED)
    if case is None:
        return False
    case.revision.lease_until = now + JUDGED_AGAIN_AFTER
    causes = case.revision.rule_causes
    outcome = judge_unscored(case.version.fallback, rule_causes=causes)
    _apply(session, case, outcome, None, now)
    return True


def texts_of(session: Session, ids: Sequence[int]) -> list[tuple[int, str, str, int]]:
    """Return the id, text as written, text as shown, and attempts of each revision.

    Quotes from the visible text of the parent are replaced by blanks in both.
    """
    rows = session.execute(_TEXTS, {"ids": list(ids)})
    return [
        (
            row.id,
            *own_words(row.text, row.html, row.plain_text, row.said or ""),
            row.attempts,
        )
        for row in rows
    ]


def _take(
    session: Session, revision_id: int, token: str, to: ScoringState
) -> VerdictContext | None:
    """Remove the revision from the queue, if this worker still holds the lease."""
    # The comment is locked first, as everywhere, so that two callers cannot deadlock.
    comment = transitions.lock_of(session, revision_id)
    held = {"revision_id": revision_id, "token": token, "state": to}
    revision = session.scalar(_TAKEN, held)
    if comment is None or revision is None:
        return None
    article = session.get_one(Article, comment.article_id)
    version = profiles.version_for(session, article)
    return VerdictContext(comment, revision, version, article)


def _outcome(
    answer: ScoringResult, revision: Revision, version: ProfileVersion
) -> VerdictDraft:
    thresholds = profiles.from_json(version.thresholds)
    unreadable = profiles.unreadable_of(version) if answer.is_unreadable else None
    return judge(answer.scores, thresholds, revision.rule_causes, unreadable)


def _apply(
    session: Session,
    case: VerdictContext,
    outcome: VerdictDraft,
    score: Score | None,
    now: datetime,
    answer: ScoringResult | None = None,
) -> None:
    """Store the verdict and, unless a person decided first, move the comment."""
    comment, revision = case.comment, case.revision
    reading = answer.reading if answer else None
    if reading is not None:
        revision.language = reading.known_language
    verdicts.store_verdict(
        session,
        revision=revision,
        outcome=outcome,
        version=case.version,
        score=score,
        now=now,
        spans=answer.spans if answer else (),
        reading=reading,
    )
    if comment.status is Status.DELETED or left_to_people.is_decided(
        session, comment_id=comment.id, revision_id=revision.id
    ):
        return
    before = comment.status
    _move(session, case, outcome, now)
    if before is not Status.PUBLISHED and comment.status is Status.PUBLISHED:
        events.record(session, CommentPublished(comment.id, now))
    reached = VerdictReached(
        comment_id=comment.id,
        revision_id=revision.id,
        kind=outcome.kind,
        causes=tuple(outcome.causes),
        is_published=comment.status is Status.PUBLISHED,
        is_scored=score is not None,
        profile_key=case.version.profile.key,
        language=reading.language if reading else None,
        at=now,
    )
    events.record(session, reached)


def _move(
    session: Session, case: VerdictContext, outcome: VerdictDraft, now: datetime
) -> None:
    """Move a comment according to its verdict.

    A comment that waits for a person is not published by the classifier.
    """
    comment = case.comment
    is_held = comment.status is Status.HELD
    stays = is_held and left_to_people.is_asked_for(session, comment.id)
    transitions.move(
        session,
        comment,
        to=Status.HELD if stays else STATUS_OF[outcome.kind],
        cause=_cause(outcome),
        now=now,
        revision_id=case.revision.id,
    )


def _cause(outcome: VerdictDraft) -> Cause:
    kinds = {cause.kind for cause in outcome.causes}
    if CauseKind.RULE in kinds:
        return Cause.RULE
    return Cause.UNSCORED if CauseKind.UNSCORED in kinds else Cause.VERDICT
