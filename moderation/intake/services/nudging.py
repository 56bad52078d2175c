"""Asks a reader to read a comment again that the classifier would hold.

It is asked once a comment and never blocks. It says no score and no word, and is asked
only a few times a day of one reader, so that nobody learns from it what passes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from auth.core import throttles
from auth.core.rules import Limit
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.quotes import own_words
from moderation.discussion.rules import Status
from moderation.intake.inputs import SubmitComment
from moderation.intake.models import Nudge
from moderation.policy.rules import Thresholds, VerdictKind, judge
from moderation.policy.services import profiles
from moderation.scoring.base.protocol import Scores, higher

A_DAY = Limit(3, timedelta(days=1))
"""How often one reader is asked."""

KEPT = timedelta(days=90)
"""How long a nudge is kept for the figures."""

Score = Callable[[Sequence[str]], list[Scores] | None]


@dataclass(frozen=True)
class Draft:
    """What has to be known of a comment to say whether it would be held.

    :param written: the reader's own words as typed; *shown* as readers would see them.
    """

    written: str
    shown: str
    thresholds: Thresholds


def draft_of(session: Session, change: SubmitComment, article: Article) -> Draft:
    """Return the draft of a comment, without what it quotes."""
    text, said = change.text, ""
    parent = session.get(Comment, change.parent_id) if change.parent_id else None
    if parent is not None and parent.status is Status.PUBLISHED:
        said = session.get_one(Revision, parent.shown_revision_id).plain_text
    written, shown = own_words(text.written, text.html, text.plain, said)
    version = profiles.version_for(session, article)
    return Draft(written, shown, profiles.from_json(version.thresholds))


def would_be_held(draft: Draft, score: Score) -> bool:
    """Whether the classifier would hold a comment; no if it cannot answer at once.

    No transaction should be open meanwhile.
    """
    scores = score(list(dict.fromkeys((draft.written, draft.shown))))
    if not scores:
        return False
    verdict = judge(higher(scores[0], scores[-1]), draft.thresholds)
    return verdict.kind is VerdictKind.HOLD


def may_ask(session: Session, *, account_id: int, now: datetime) -> bool:
    """Whether a reader may still be asked today."""
    key = _key(account_id)
    return not throttles.is_used_up(session, key=key, limit=A_DAY, now=now)


def begin(
    session: Session, *, article_id: int, account_id: int, now: datetime
) -> int | None:
    """Count that a reader is asked; ``None`` if that was often enough today."""
    key = _key(account_id)
    if throttles.count(session, key=key, limit=A_DAY, now=now).wait:
        return None
    nudge = Nudge(article_id=article_id, shown_at=now)
    session.add(nudge)
    session.flush()
    return nudge.id


def note_posted(
    session: Session, nudge_id: int, *, is_edited: bool, now: datetime
) -> bool:
    """Note that the comment was posted; return whether this is the first time."""
    noted = session.execute(
        update(Nudge)
        .where(Nudge.id == nudge_id, Nudge.posted_at.is_(None))
        .values(posted_at=now, is_edited=is_edited)
        .returning(Nudge.id)
    )
    return noted.first() is not None


def purge(session: Session, *, now: datetime) -> None:
    """Remove nudges that no figure counts any more."""
    session.execute(delete(Nudge).where(Nudge.shown_at < now - KEPT))


def _key(account_id: int) -> str:
    return f"nudge:account-{account_id}"
