"""Creates the demo newsroom: people, articles, and comments with real scores.

Everything is created in one transaction, so that the demo is complete or absent. An
existing demo is left unchanged, so that this may be called at every start.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.access.staff import roles
from auth.accounts import lookup, passwords
from auth.core.models import Account, Site
from auth.core.naming import addresses
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.demo import desk, history, threads
from moderation.demo.articles import ARTICLES, OLDER_ARTICLES
from moderation.demo.newsroom import Newsroom
from moderation.demo.readers import (
    ADMIN,
    ADVERTISERS,
    FOLLOWS,
    MODERATORS,
    MUTES,
    READERS,
    ROUGH,
    DemoFollow,
)
from moderation.demo.timeline import Timeline
from moderation.notifications.models import Notification
from moderation.policy.models import Profile, ProfileVersion
from moderation.review.items.models import Decision
from moderation.scoring.base.protocol import Scorer

SIGN_INS = "demo-sign-ins.json"
DOMAIN = "demo.example"
REGISTERED_BEFORE = timedelta(days=90)

READ_AFTER = timedelta(hours=10)
"""Notifications that are older than this are marked as read."""

SHOWN = {ADMIN: "admin", MODERATORS[0]: "moderator", READERS[0]: "reader"}
"""The accounts with a password. Nobody can log in with the others."""


def create_demo(
    database: Database,
    load_scorer: Callable[[], Scorer],
    *,
    site_id: int,
    instance_path: Path,
    older_comments: int,
    report: Callable[[str], None],
) -> None:
    """Create the demo newsroom unless it exists. Only for development.

    Everything happens in the order of its times, as in a real newsroom.

    :param older_comments: the number of comments from the last two months.
    """
    scorer = load_scorer()
    with database.unit_of_work(write=False) as work:
        if work.session.scalar(select(Account.id).where(Account.is_demo).limit(1)):
            return
    report("Founding the demo newsroom …")
    words = {name: secrets.token_urlsafe(9) for name in SHOWN}
    hashes = {name: passwords.hash_password(each) for name, each in words.items()}
    with database.unit_of_work(write=True) as work:
        newsroom = Newsroom(
            work.session,
            work.session.get_one(Site, site_id),
            scorer,
            _people(work.session, hashes, work.now),
            Timeline(work.now),
            report,
        )
        _backdate_profiles(work.session, work.now)
        desk.plan(newsroom)
        threads.plan(newsroom, [*OLDER_ARTICLES, *ARTICLES])
        history.plan(newsroom, older_comments)
        _plan_follows(newsroom)
        newsroom.timeline.play()
        _mark(work.session, newsroom, work.now)
        # Store the passwords before the commit. Otherwise a crash could leave accounts
        # whose passwords nobody knows.
        _keep(
            instance_path / SIGN_INS,
            {f"{who}: {address_of(name)}": words[name] for name, who in SHOWN.items()},
        )


def _backdate_profiles(session: Session, now: datetime) -> None:
    """Make the built-in profiles start before the first comment."""
    begun_at = now - REGISTERED_BEFORE
    session.execute(update(Profile).values(created_at=begun_at))
    session.execute(update(ProfileVersion).values(created_at=begun_at))


def sign_ins(instance_path: Path) -> list[str]:
    """Return the demo's log-ins, one per line; none if there is no demo."""
    path = instance_path / SIGN_INS
    if not path.exists():
        return []
    stored: dict[str, str] = json.loads(path.read_text())
    return [f"{who}  {password}" for who, password in stored.items()]


def _people(session: Session, hashes: dict[str, str], now: datetime) -> dict[str, int]:
    """Create the demo's accounts and return their ids by name."""
    # People who never sign in share one hash of a random secret.
    nobody = passwords.hash_password(secrets.token_urlsafe(32))
    registered_at = now - REGISTERED_BEFORE
    ids = {
        name: lookup.create(
            session,
            display_name=name,
            email=address_of(name),
            password_hash=hashes.get(name, nobody),
            now=registered_at,
            is_verified=True,
            is_demo=True,
        ).id
        for name in (ADMIN, *MODERATORS, *READERS, *ROUGH, *ADVERTISERS)
    }
    staff = {ADMIN: Role.ADMIN} | dict.fromkeys(MODERATORS, Role.MODERATOR)
    for name, role in staff.items():
        roles.grant(session, account_id=ids[name], role=role, now=registered_at)
    return ids


def address_of(name: str) -> str:
    """Return the address of one of the demo's people."""
    return f"{addresses.name_key(name)}@{DOMAIN}"


def _plan_follows(newsroom: Newsroom) -> None:
    for act, wanted in ((_follow, FOLLOWS), (_mute, MUTES)):
        for each in wanted:
            at = newsroom.timeline.until - timedelta(days=each.days)
            newsroom.timeline.add(at, partial(act, newsroom, each))


def _follow(newsroom: Newsroom, wanted: DemoFollow, at: datetime) -> None:
    match wanted.target:
        case Target.READER:
            target_id = newsroom.ids[wanted.followed]
        case Target.ARTICLE:
            target_id = threads.article_of(newsroom, wanted.followed).id
        case Target.THREAD:
            target_id = newsroom.stored[wanted.followed, wanted.place]
    follows.follow(
        newsroom.session,
        follower_id=newsroom.ids[wanted.reader],
        target=wanted.target,
        target_id=target_id,
        now=at,
    )


def _mute(newsroom: Newsroom, wanted: DemoFollow, at: datetime) -> None:
    follows.mute(
        newsroom.session,
        muter_id=newsroom.ids[wanted.reader],
        muted_id=newsroom.ids[wanted.followed],
        now=at,
    )


def _mark(session: Session, newsroom: Newsroom, now: datetime) -> None:
    """Mark decisions as the demo's, and older notifications as read."""
    staff = [newsroom.ids[name] for name in (ADMIN, *MODERATORS)]
    session.execute(
        update(Decision).where(Decision.actor_id.in_(staff)).values(is_demo=True)
    )
    session.execute(
        update(Notification)
        .where(
            Notification.read_at.is_(None), Notification.created_at < now - READ_AFTER
        )
        .values(read_at=now)
    )
    # Nobody is mailed about the time before the newsroom was founded.
    session.execute(update(Notification).values(due_at=None))


def _keep(path: Path, content: dict[str, str]) -> None:
    # Created for the owner alone: there is no moment at which others could read it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
