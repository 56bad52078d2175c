"""Two months of older comments with real scores and with moderators' decisions.

They are generated from a seed. Everything passes through the real rules with times in
the past, so that counters, verdicts and histories are consistent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from moderation.demo.articles import OLDER_ARTICLES
from moderation.demo.newsroom import Newsroom, scored
from moderation.demo.reactions import LEFT_OPEN, settle
from moderation.demo.readers import ADVERTISERS, READERS, ROUGH
from moderation.demo.templates import TONES, Tone, compose
from moderation.demo.threads import JUDGED_AFTER, article_of
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.review.items.rules import Reason
from moderation.review.items.services import items
from moderation.scoring.base.protocol import Scores

SEED = 20160917
COMMENTS = 800
TOLD_EVERY = 200
DAYS = 60
NOISE = 0.07
"""The share of decisions against the tone, because people differ."""

ANSWERING = 0.55
"""The share of replies among the older comments."""

ANSWERED = 12
"""A reply answers one of this many newest comments of its article."""


@dataclass(frozen=True)
class Older:
    """A comment to generate: its text, time and author, and its likely decision."""

    text: str
    age: timedelta
    author: str
    article: int
    reason: Reason | None
    is_noise: bool
    decided_after: timedelta
    answers: float
    """If below :data:`ANSWERING`, it answers one of the article's newest comments."""


def compose_all(seed: int = SEED, count: int = COMMENTS) -> Iterator[Older]:
    """Yield the older comments, the oldest first. The seed determines them."""
    rng = random.Random(seed)
    seen: set[str] = set()
    ages = sorted((rng.uniform(0.3, DAYS) for _ in range(count)), reverse=True)
    for age in ages:
        tone = rng.choices(TONES, [each.weight for each in TONES])[0]
        yield Older(
            text=_fresh(rng, tone, seen),
            age=timedelta(days=age),
            author=rng.choice(_authors(tone)),
            article=rng.choices(range(len(OLDER_ARTICLES)), (5, 3, 2, 2))[0],
            reason=tone.reason,
            is_noise=rng.random() < NOISE,
            decided_after=timedelta(seconds=rng.randrange(40, 1_000)),
            answers=rng.random(),
        )


def plan(newsroom: Newsroom, count: int) -> None:
    """Plan the newest *count* older comments, and the decisions on them."""
    all_older = list(compose_all())
    wanted = all_older[len(all_older) - min(count, len(all_older)) :]
    scores = scored(newsroom.scorer, [older.text for older in wanted])
    for number, (older, each) in enumerate(zip(wanted, scores, strict=True), start=1):
        told = ""
        if number % TOLD_EVERY == 0 or number == len(wanted):
            told = f"  {number} of {len(wanted)} older comments"
        act = partial(_write, newsroom, older, each, told)
        newsroom.timeline.add(newsroom.timeline.until - older.age, act)


def _authors(tone: Tone) -> tuple[str, ...]:
    """Return the authors for a tone. Friendly readers never insult or advertise."""
    if tone.reason is None:
        return READERS
    return ADVERTISERS[:1] if tone.reason is Reason.SPAM else ROUGH


def _fresh(rng: random.Random, tone: Tone, seen: set[str]) -> str:
    text = compose(rng, tone)
    for _ in range(20):
        if text not in seen:
            break
        text = compose(rng, tone)
    seen.add(text)
    return text


def _write(
    newsroom: Newsroom, older: Older, scores: Scores, told: str, at: datetime
) -> None:
    article = article_of(newsroom, OLDER_ARTICLES[older.article].key)
    comment = newsroom.store(
        article,
        newsroom.ids[older.author],
        older.text,
        _answered(newsroom, article, older),
        at,
    )
    act = partial(_judge, newsroom, older, scores, comment.id)
    newsroom.timeline.add(at + JUDGED_AFTER, act)
    if told:
        newsroom.report(told)


def _answered(newsroom: Newsroom, article: Article, older: Older) -> Comment | None:
    """Return the comment that *older* answers, if any."""
    if older.answers >= ANSWERING:
        return None
    newest = newsroom.session.scalars(
        select(Comment)
        .where(Comment.article_id == article.id, Comment.status == Status.PUBLISHED)
        .order_by(Comment.id.desc())
        .limit(ANSWERED)
    ).all()
    return newest[int(older.answers / ANSWERING * len(newest))] if newest else None


def _judge(
    newsroom: Newsroom, older: Older, scores: Scores, comment_id: int, at: datetime
) -> None:
    """Give the comment its verdict, and plan a moderator's decision if it needs one."""
    is_young = older.age < LEFT_OPEN
    newsroom.judge(comment_id, scores, at, is_explained=is_young)
    item = items.open_for(newsroom.session, comment_id)
    if item is None:
        return
    # Harmless comments that the classifier flagged have been approved by now. Only
    # harmful ones still wait in the queue.
    if is_young and older.reason is not None:
        return
    rejects = (older.reason is not None) != older.is_noise
    reason = (older.reason or Reason.OTHER) if rejects else None
    moderator_id = newsroom.moderator(older.decided_after.seconds)
    act = partial(settle, newsroom, comment_id, moderator_id, reason)
    newsroom.timeline.add(at + older.decided_after, act)
