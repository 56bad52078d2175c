from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.errors import InvalidError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.community.rules import Target
from moderation.community.services import feeds, follows
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.intake.worker import Worker
from moderation.notifications.inputs import ChooseNotifications
from moderation.notifications.rules import NotificationKind, Way
from moderation.notifications.services import inbox, settings
from moderation.notifications.timing import Clock
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.running.notification_chores import tell_followers
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom


@dataclass
class Town:
    """Three readers, a moderator and an article that Amina has commented on."""

    database: Database
    now: datetime
    amina: Actor
    deniz: Actor
    marek: Actor
    edith: Actor
    article_id: int
    first_id: int = 0

    def post(self, author: Actor, text: str, parent_id: int | None = None) -> int:
        with self.database.unit_of_work(write=True) as work:
            parent = work.session.get(Comment, parent_id or 0)
            article = work.session.get_one(Article, self.article_id)
            comment_id = newsroom.post(
                work.session, author, article, text, now=self.now, parent=parent
            ).id
        Worker(self.database, FixedScorer()).run_once()
        tell_followers(self.database, threading.Event())
        return comment_id

    def follow(self, who: Actor, target: Target, target_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            follows.follow(
                work.session,
                follower_id=who.account_id,
                target=target,
                target_id=target_id,
                now=self.now,
            )

    def mute(self, who: Actor, whom: Actor) -> None:
        with self.database.unit_of_work(write=True) as work:
            follows.mute(
                work.session,
                muter_id=who.account_id,
                muted_id=whom.account_id,
                now=self.now,
            )

    def told(self, who: Actor) -> list[tuple[NotificationKind, int]]:
        with self.database.unit_of_work(write=False) as work:
            lines, _ = inbox.newest(work.session, who.account_id)
            return [(line.kind, line.count) for line in lines]

    def unread(self, who: Actor) -> int:
        with self.database.unit_of_work(write=False) as work:
            return inbox.unread(work.session, who.account_id)

    def hide(self, comment_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            comment = transitions.lock(work.session, comment_id)
            transitions.move(
                work.session,
                comment,
                to=Status.REJECTED,
                cause=Cause.DECISION,
                now=self.now,
            )


@pytest.fixture
def town(database: Database, now: datetime) -> Town:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        town = Town(
            database,
            now,
            amina=newsroom.person(work.session, "Amina", now=now),
            deniz=newsroom.person(work.session, "Deniz", now=now),
            marek=newsroom.person(work.session, "Marek", now=now),
            edith=newsroom.person(work.session, "Edith", now=now, role=Role.MODERATOR),
            article_id=article.id,
        )
    town.first_id = town.post(town.amina, "A first word.")
    return town


FOLLOWING: dict[str, Callable[[Town], tuple[Target, int]]] = {
    "the reader": lambda town: (Target.READER, town.deniz.account_id),
    "the thread": lambda town: (Target.THREAD, town.first_id),
    "the article": lambda town: (Target.ARTICLE, town.article_id),
}


def test_a_reader_is_told_of_a_reply(town: Town) -> None:
    town.post(town.deniz, "An answer.", town.first_id)

    assert town.told(town.amina) == [(NotificationKind.REPLY, 1)]
    assert town.told(town.deniz) == []


@pytest.mark.parametrize("followed", list(FOLLOWING))
def test_a_follower_is_told_of_a_reply(town: Town, followed: str) -> None:
    town.follow(town.marek, *FOLLOWING[followed](town))

    town.post(town.deniz, "An answer.", town.first_id)

    assert town.unread(town.marek) == 1


def test_a_follower_of_reader_thread_and_article_is_notified_once(town: Town) -> None:
    for target in FOLLOWING.values():
        town.follow(town.marek, *target(town))

    town.post(town.deniz, "An answer.", town.first_id)

    assert town.told(town.marek) == [(NotificationKind.READER_WROTE, 1)]


def test_news_of_one_article_is_one_line_with_a_count(town: Town) -> None:
    town.follow(town.marek, Target.ARTICLE, town.article_id)

    town.post(town.deniz, "One.")
    town.post(town.deniz, "Two.")

    assert town.told(town.marek) == [(NotificationKind.NEW_IN_ARTICLE, 2)]


def test_a_held_comment_notifies_nobody(town: Town) -> None:
    town.post(town.deniz, "They are vermin.", town.first_id)

    assert town.unread(town.amina) == 0


def test_what_is_hidden_later_takes_its_notifications_with_it(town: Town) -> None:
    reply_id = town.post(town.deniz, "An answer.", town.first_id)
    assert town.unread(town.amina) == 1

    town.hide(reply_id)

    assert town.unread(town.amina) == 0
    assert town.told(town.amina) == []


def test_a_muted_reader_is_not_heard(town: Town) -> None:
    town.follow(town.amina, Target.ARTICLE, town.article_id)
    town.mute(town.amina, town.deniz)

    town.post(town.deniz, "Another comment.")

    assert town.told(town.amina) == []


def test_a_mute_ends_the_follow_and_forbids_another(town: Town) -> None:
    town.follow(town.deniz, Target.READER, town.amina.account_id)
    town.mute(town.amina, town.deniz)

    with pytest.raises(InvalidError):
        town.follow(town.deniz, Target.READER, town.amina.account_id)

    town.post(town.amina, "Another word.")
    assert town.told(town.deniz) == []


def test_a_kind_that_is_switched_off_is_not_told(town: Town) -> None:
    with town.database.unit_of_work(write=True) as work:
        settings.choose(
            work.session,
            town.amina.account_id,
            ChooseNotifications(
                {NotificationKind.REPLY: Way.OFF}, frozenset(), Clock()
            ),
        )

    town.post(town.deniz, "An answer.", town.first_id)

    assert town.told(town.amina) == []


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_the_author_is_told_of_a_decision(town: Town, action: Action) -> None:
    town.post(town.deniz, "They are vermin.")
    with town.database.unit_of_work(write=True) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
        decisions.decide(
            work.session,
            DecideItem(
                item_id=item_id,
                action=action,
                reason=Reason.HATE,
                note="",
                revision_id=None,
            ),
            moderator_id=town.edith.account_id,
            now=town.now,
        )

    assert town.told(town.deniz) == [(NotificationKind.DECIDED, 1)]


def test_the_feed_shows_what_the_followed_wrote_and_nothing_hidden(
    town: Town,
) -> None:
    town.follow(town.marek, Target.READER, town.deniz.account_id)
    shown_id = town.post(town.deniz, "An answer.", town.first_id)
    hidden_id = town.post(town.deniz, "Another.")
    town.hide(hidden_id)

    with town.database.unit_of_work(write=False) as work:
        site_id = work.session.get_one(Article, town.article_id).site_id
        views, _ = feeds.followed(
            work.session,
            site_id=site_id,
            follower_id=town.marek.account_id,
            before=None,
        )

    assert [(view.id, view.parent_name) for view in views] == [(shown_id, "Amina")]
