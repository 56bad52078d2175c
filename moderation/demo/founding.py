"""Founding the demo newsroom: people, articles, comments really scored.

What is there already is left alone, so that it can be called at every start.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts, canonical, passwords
from auth.database import Database
from auth.models import Account
from auth.permissions import Role
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.demo import history, reactions
from moderation.demo.articles import ARTICLES, OLDER_ARTICLES, DemoArticle
from moderation.demo.comments import COMMENTS, DemoComment
from moderation.demo.readers import ADMIN, FOLLOWS, MODERATORS, READERS
from moderation.discussion.facts import ArticleFacts
from moderation.discussion.models import Article, Comment
from moderation.discussion.services import articles, writing
from moderation.discussion.text import read
from moderation.scoring.protocol import Scorer, Scores

SIGN_INS = "demo-sign-ins.json"
DOMAIN = "demo.example"
LONGEST = 10_000

OLDER = sorted(OLDER_ARTICLES, key=lambda each: each.age, reverse=True)
RECENT = sorted(ARTICLES, key=lambda each: each.age, reverse=True)


@dataclass(frozen=True)
class People:
    """The demo's accounts by display name, and which of them moderate."""

    ids: dict[str, int]

    def moderator(self, place: int) -> int:
        """Return one of the moderators, in turn."""
        return self.ids[MODERATORS[place % len(MODERATORS)]]


@dataclass(frozen=True)
class Newsroom:
    """Who writes in the demo, what scores it, and in which site."""

    people: People
    scorer: Scorer
    site_id: int


def found(
    database: Database,
    load_scorer: Callable[[], Scorer],
    *,
    site_id: int,
    instance_path: Path,
    older_comments: int,
    report: Callable[[str], None],
) -> None:
    """Make what is missing of the demo newsroom. Development only.

    The past comes first, so that rows stand in the order of their times, as a
    newsroom's own do.

    :param older_comments: how many comments of the last two months belong to it.
    """
    scorer = load_scorer()
    people = _known_people(database)
    if people is None:
        report("Founding the demo newsroom …")
        people = _people(database, instance_path)
    newsroom = Newsroom(people, scorer, site_id)
    older = history.History([people.ids[name] for name in MODERATORS], older_comments)
    _articles(database, newsroom, OLDER, report)
    for demo in RECENT:
        before = older.written_before(demo.age)
        older.found(database, scorer, count=before, report=report)
        _articles(database, newsroom, [demo], report)
    older.found(database, scorer, count=older_comments, report=report)


def _known_people(database: Database) -> People | None:
    """Return the demo's people if they are there."""
    with database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Account.display_name, Account.id).where(Account.is_demo)
        ).all()
    return People({row.display_name: row.id for row in rows}) if rows else None


def _articles(
    database: Database,
    newsroom: Newsroom,
    wanted: Sequence[DemoArticle],
    report: Callable[[str], None],
) -> None:
    """Make those of the *wanted* articles that are missing, each with its comments."""
    with database.unit_of_work(write=False) as work:
        known = set(work.session.scalars(select(Article.key)).all())
    for demo in wanted:
        if demo.key in known:
            continue
        report(f"  {demo.headline}")
        written = COMMENTS.get(demo.key, ())
        scores = newsroom.scorer.score([comment.text for comment in written])
        with database.unit_of_work(write=True) as work:
            _article(work.session, demo, scores, newsroom, now=work.now)


def sign_ins(instance_path: Path) -> list[str]:
    """Return the demo's sign-ins, a line each; none where there is no demo."""
    path = instance_path / SIGN_INS
    if not path.exists():
        return []
    stored: dict[str, str] = json.loads(path.read_text())
    return [f"{who}  {password}" for who, password in stored.items()]


def _people(database: Database, instance_path: Path) -> People:
    names = (ADMIN, *MODERATORS, *READERS)
    shown = {ADMIN: "admin", MODERATORS[0]: "moderator", READERS[0]: "reader"}
    passwords_of = {name: secrets.token_urlsafe(9) for name in shown}
    # Nobody signs in as the others; one hash of a secret that is thrown away serves.
    nobody = passwords.hash_password(secrets.token_urlsafe(32))
    hashes = {
        name: passwords.hash_password(each) for name, each in passwords_of.items()
    }
    ids: dict[str, int] = {}
    with database.unit_of_work(write=True) as work:
        for name in names:
            account = accounts.create(
                work.session,
                display_name=name,
                email=address_of(name),
                password_hash=hashes.get(name, nobody),
                now=work.now - timedelta(days=90),
                is_verified=True,
                is_demo=True,
            )
            ids[name] = account.id
        _grant(work.session, ids, work.now)
        _follow(work.session, ids, work.now)
        # Before the commit: accounts whose passwords nobody knows would be for ever.
        _keep(
            instance_path / SIGN_INS,
            {
                f"{shown[name]}: {address_of(name)}": password
                for name, password in passwords_of.items()
            },
        )
    return People(ids)


def address_of(name: str) -> str:
    """Return the address of one of the demo's people."""
    return f"{canonical.name_key(name)}@{DOMAIN}"


def _grant(session: Session, ids: dict[str, int], now: datetime) -> None:
    accounts.grant(session, account_id=ids[ADMIN], role=Role.ADMIN, now=now)
    for name in MODERATORS:
        accounts.grant(session, account_id=ids[name], role=Role.MODERATOR, now=now)


def _follow(session: Session, ids: dict[str, int], now: datetime) -> None:
    for name, followed in FOLLOWS.items():
        for each in followed:
            follows.follow(
                session,
                follower_id=ids[name],
                target=Target.READER,
                target_id=ids[each],
                now=now,
            )


def _keep(path: Path, content: dict[str, str]) -> None:
    # Created for the owner alone: there is no moment at which others could read it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)


def _article(
    session: Session,
    demo: DemoArticle,
    scores: Sequence[Scores],
    newsroom: Newsroom,
    *,
    now: datetime,
) -> None:
    people, scorer = newsroom.people, newsroom.scorer
    published_at = now - demo.age
    body = "".join(f"<p>{escape(text)}</p>" for text in demo.paragraphs)
    facts = ArticleFacts(
        url=f"/articles/{demo.key}",
        headline=demo.headline,
        section=demo.section,
        standfirst=demo.standfirst,
        body_html=body,
        subjects=demo.subjects,
        published_at=published_at,
    )
    article, _ = articles.put(
        session, site_id=newsroom.site_id, key=demo.key, facts=facts, now=published_at
    )
    stored: list[Comment] = []
    for place, comment in enumerate(COMMENTS.get(demo.key, ())):
        parent = stored[comment.parent] if comment.parent is not None else None
        at = published_at + timedelta(minutes=comment.minutes)
        stored.append(_store(session, article, comment, parent, people, at))
        history.judge(
            session,
            stored[-1],
            scores[place],
            (scorer.name, scorer.version),
            at,
            explains=scorer if comment.decision is None else None,
        )
        reactions.report(session, stored[-1], comment, people.ids, at)
        if comment.decision is not None:
            reactions.decide(
                session, stored[-1], comment.decision, people.moderator(place), at
            )


def _store(
    session: Session,
    article: Article,
    demo: DemoComment,
    parent: Comment | None,
    people: People,
    at: datetime,
) -> Comment:
    comment = writing.store(
        session,
        article=article,
        author_id=people.ids[demo.author],
        parent=parent,
        text=read(demo.text, longest=LONGEST),
        is_parked=False,
        rule_causes=(),
        now=at,
    )
    comment.is_demo = True
    return comment
