"""A small newsroom for tests: a site, its profiles, articles and people."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.access.staff import roles
from auth.accounts import lookup
from auth.core.actor import Actor
from auth.core.models import Account, Site
from auth.core.permissions import Role
from auth.sites.lookup import ensure_site
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.services import articles
from moderation.discussion.text import read
from moderation.intake.inputs import SubmitComment
from moderation.intake.services import submission
from moderation.policy.services import profiles

WAR = ("medtop:20000056",)
UNUSABLE = "no password"


def ensure_newsroom(session: Session, *, now: datetime) -> Site:
    """Create a newsroom with its profiles."""
    profiles.ensure_built_in(session, now=now)
    return ensure_site(session, name="The Courier", host="localhost", now=now)


def article(
    session: Session,
    *,
    now: datetime,
    key: str = "truce",
    subjects: tuple[str, ...] = (),
    is_open: bool = True,
) -> Article:
    """Register an article on the only site."""
    site = session.scalars(select(Site).order_by(Site.id).limit(1)).one()
    facts = ArticleInput(
        url=f"/articles/{key}", headline="A truce", subjects=subjects, is_open=is_open
    )
    registered, _ = articles.put(
        session,
        PutArticle(key=key, facts=facts),
        site_id=site.id,
        now=now,
    )
    return registered


def person(
    session: Session,
    name: str,
    *,
    now: datetime,
    role: Role = Role.READER,
    is_verified: bool = True,
) -> Actor:
    """Return an actor with an account of its own."""
    account = lookup.create(
        session,
        display_name=name,
        email=f"{re.sub(r'[^0-9A-Za-z]+', '.', name).strip('.')}@reader.example",
        password_hash=UNUSABLE,
        now=now,
        is_verified=is_verified,
    )
    if role is not Role.READER:
        roles.grant(session, account_id=account.id, role=role, now=now)
    return actor_of(session, account)


def actor_of(session: Session, account: Account) -> Actor:
    """Return the actor that an account acts as."""
    return Actor(
        account_id=account.id,
        display_name=account.display_name,
        roles=roles.roles_of(session, account.id, None),
        is_verified=account.email_verified_at is not None,
    )


def post(
    session: Session,
    author: Actor,
    under: Article,
    text: str,
    *,
    now: datetime,
    parent: Comment | None = None,
) -> Comment:
    """Post a comment as *author*."""
    return submission.submit(
        session,
        SubmitComment(
            key=under.key,
            parent_id=parent.id if parent else None,
            text=read(text, longest=10_000),
        ),
        actor=author,
        article=under,
        most_a_minute=1_000,
        now=now,
    )


def latest(session: Session, comment: Comment) -> Revision:
    """Return the newest revision of a comment."""
    return session.get_one(Revision, comment.latest_revision_id, populate_existing=True)
