"""Plans the demo's articles, and the threads written by hand under them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from html import escape

from moderation.demo.articles import DemoArticle
from moderation.demo.comments import COMMENTS, DemoComment
from moderation.demo.newsroom import Newsroom, scored
from moderation.demo.reactions import react
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article, Comment
from moderation.discussion.services import articles
from moderation.scoring.base.protocol import Scores

JUDGED_AFTER = timedelta(seconds=1)


def plan(newsroom: Newsroom, demos: Sequence[DemoArticle]) -> None:
    """Plan the publication of the articles, and their comments."""
    timeline = newsroom.timeline
    for demo in demos:
        published_at = timeline.until - demo.age
        timeline.add(published_at, partial(_publish, newsroom, demo))
        written = COMMENTS.get(demo.key, ())
        scores = scored(newsroom.scorer, [comment.text for comment in written])
        for place, (comment, each) in enumerate(zip(written, scores, strict=True)):
            act = partial(_write, newsroom, demo.key, place, comment, each)
            timeline.add(published_at + timedelta(minutes=comment.minutes), act)


def _publish(newsroom: Newsroom, demo: DemoArticle, at: datetime) -> None:
    newsroom.report(f"  {demo.headline}")
    facts = ArticleInput(
        url=f"/articles/{demo.key}",
        headline=demo.headline,
        section=demo.section,
        standfirst=demo.standfirst,
        body_html="".join(f"<p>{escape(text)}</p>" for text in demo.paragraphs),
        subjects=demo.subjects,
        published_at=at,
    )
    articles.put(
        newsroom.session,
        PutArticle(key=demo.key, facts=facts),
        site_id=newsroom.site.id,
        now=at,
    )


def _write(
    newsroom: Newsroom,
    key: str,
    place: int,
    demo: DemoComment,
    scores: Scores,
    at: datetime,
) -> None:
    session = newsroom.session
    article = articles.get(session, site_id=newsroom.site.id, key=key)
    comment = newsroom.store(
        article,
        newsroom.ids[demo.author],
        demo.text,
        _answered(newsroom, key, demo),
        at,
    )
    newsroom.stored[key, place] = comment.id
    is_explained = demo.decision is None
    act = partial(newsroom.judge, comment.id, scores, is_explained=is_explained)
    newsroom.timeline.add(at + JUDGED_AFTER, act)
    react(newsroom, demo, comment.id, place, at)


def _answered(newsroom: Newsroom, key: str, demo: DemoComment) -> Comment | None:
    if demo.parent is None:
        return None
    return newsroom.session.get_one(Comment, newsroom.stored[key, demo.parent])


def article_of(newsroom: Newsroom, key: str) -> Article:
    """Return the article of the demo with this key."""
    return articles.get(newsroom.session, site_id=newsroom.site.id, key=key)
