"""Two months of older comments, really scored, with moderators' decisions on them.

Made from a seed in chunks, each one transaction, so that an interrupted founding goes
on where it stopped. Everything passes through the real rules with the times of then,
so that counters, verdicts and histories are as true as a newsroom's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from auth.database import Database
from auth.models import Account
from moderation.community.models import Notice
from moderation.demo.articles import OLDER_ARTICLES
from moderation.demo.templates import TONES, Tone, compose
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.discussion.text import read
from moderation.intake.assessing import explained
from moderation.intake.services import judging
from moderation.review.models import ReviewItem
from moderation.review.rules import Action, Reason
from moderation.review.services import decisions, items
from moderation.scoring.protocol import Scorer, Scores

SEED = 20160917
COMMENTS = 1_500
CHUNK = 100
DAYS = 60
LEFT_OPEN = timedelta(hours=18)
NOISE = 0.07
"""How often a moderator of the demo decides against the tone: people differ."""

ANSWERING = 0.55
"""The share of replies among the older comments, as under a lively article."""

ANSWERED = 12
"""A reply answers one of so many newest comments of its article."""

READ_AFTER = timedelta(hours=36)
"""The demo's readers have read what they were told before."""

LEASE = "demo"
LONGEST = 10_000


@dataclass(frozen=True)
class Older:
    """A comment to be made: its text, when, by whom, and how it would be decided."""

    text: str
    age: timedelta
    reader: int
    article: int
    reason: Reason | None
    is_noise: bool
    answers: float
    """Below :data:`ANSWERING` it answers one of the article's newest comments."""


def compose_all(seed: int = SEED, count: int = COMMENTS) -> Iterator[Older]:
    """Yield the older comments, the oldest first; the same for the same seed."""
    chance = random.Random(seed)
    seen: set[str] = set()
    ages = sorted((chance.uniform(0.3, DAYS) for _ in range(count)), reverse=True)
    for age in ages:
        tone = chance.choices(TONES, [each.weight for each in TONES])[0]
        yield Older(
            text=_fresh(chance, tone, seen),
            age=timedelta(days=age),
            reader=chance.randrange(1_000),
            article=chance.choices(range(len(OLDER_ARTICLES)), (5, 3, 2, 2))[0],
            reason=tone.reason,
            is_noise=chance.random() < NOISE,
            answers=chance.random(),
        )


@dataclass(frozen=True)
class History:
    """The older comments of a demo: who decides on them, and how many there are."""

    moderators: Sequence[int]
    size: int

    def written_before(self, age: timedelta) -> int:
        """Return how many of them are older than *age*."""
        every = islice(compose_all(), self.size)
        return sum(1 for older in every if older.age > age)

    def found(
        self,
        database: Database,
        scorer: Scorer,
        *,
        count: int,
        report: Callable[[str], None],
    ) -> None:
        """Make what is missing of the first *count* of them."""
        with database.unit_of_work(write=False) as work:
            made = _made(work.session)
        missing = islice(compose_all(), made, max(made, count))
        while chunk := list(islice(missing, CHUNK)):
            scores = scorer.score([older.text for older in chunk])
            model = scorer.name, scorer.version
            with database.unit_of_work(write=True) as work:
                _make(work.session, chunk, scores, model, self.moderators, work.now)
                _read_notices(work.session, work.now)
            made += len(chunk)
            report(f"  {made} of {self.size} older comments")


def _made(session: Session) -> int:
    """Return how many of the older comments are there."""
    keys = [article.key for article in OLDER_ARTICLES]
    return (
        session.scalar(
            select(func.count())
            .select_from(Comment)
            .join(Article, Article.id == Comment.article_id)
            .where(Article.key.in_(keys), Comment.is_demo)
        )
        or 0
    )


def _fresh(chance: random.Random, tone: Tone, seen: set[str]) -> str:
    text = compose(chance, tone)
    for _ in range(20):
        if text not in seen:
            break
        text = compose(chance, tone)
    seen.add(text)
    return text


def _make(
    session: Session,
    chunk: Sequence[Older],
    scores: Sequence[Scores],
    model: tuple[str, str],
    moderators: Sequence[int],
    now: datetime,
) -> None:
    readers = session.scalars(
        select(Account.id)
        .where(Account.is_demo, Account.id.not_in(moderators))
        .order_by(Account.id)
    ).all()
    articles = {article.key: article for article in session.scalars(select(Article))}
    for older, each in zip(chunk, scores, strict=True):
        at = now - older.age
        article = articles[OLDER_ARTICLES[older.article].key]
        comment = writing.store(
            session,
            article=article,
            author_id=readers[older.reader % len(readers)],
            parent=_answered(session, article, older),
            text=read(older.text, longest=LONGEST),
            is_parked=False,
            rule_causes=(),
            now=at,
        )
        comment.is_demo = True
        judge(session, comment, each, model, at)
        item = items.open_for(session, comment.id)
        if item is not None:
            moderator_id = moderators[older.reader % len(moderators)]
            _review(session, item, older, moderator_id, at)


def _read_notices(session: Session, now: datetime) -> None:
    session.execute(
        update(Notice)
        .where(Notice.read_at.is_(None), Notice.created_at < now - READ_AFTER)
        .values(read_at=now)
    )


def _answered(session: Session, article: Article, older: Older) -> Comment | None:
    """Return the comment that *older* answers, if it answers one."""
    if older.answers >= ANSWERING:
        return None
    newest = session.scalars(
        select(Comment)
        .where(Comment.article_id == article.id, Comment.status == Status.PUBLISHED)
        .order_by(Comment.id.desc())
        .limit(ANSWERED)
    ).all()
    return newest[int(older.answers / ANSWERING * len(newest))] if newest else None


def judge(
    session: Session,
    comment: Comment,
    scores: Scores,
    model: tuple[str, str],
    at: datetime,
    *,
    explains: Scorer | None = None,
) -> None:
    """Store scores and verdict of a demo comment, a second after it was posted.

    :param explains: marks what drove the verdict, if a person is to look.
    """
    revision = session.get_one(Revision, comment.latest_revision_id)
    revision.lease_token = LEASE
    session.flush()
    answer = judging.Answer(revision.id, scores, model)
    if explains and judging.for_a_person(session, [answer]):
        answer = explained(explains, answer, revision.plain_text)
    judging.finish(session, answer, token=LEASE, now=at + timedelta(seconds=1))


def _review(
    session: Session, item: ReviewItem, older: Older, moderator_id: int, at: datetime
) -> None:
    """Have a moderator decide, unless the comment is young enough to wait still."""
    if older.age < LEFT_OPEN:
        return
    decided_at = at + timedelta(seconds=40 + older.reader)
    rejects = (older.reason is not None) != older.is_noise
    made = decisions.decide(
        session,
        item_id=item.id,
        moderator_id=moderator_id,
        action=Action.REJECT if rejects else Action.APPROVE,
        reason=(older.reason or Reason.OTHER) if rejects else None,
        note="",
        revision_id=item.revision_id,
        now=decided_at,
    )
    made.is_demo = True
