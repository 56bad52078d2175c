"""Each act is told by the messages that the guide promises, in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article
from moderation.exchange.webhooks.models import WebhookMessage
from moderation.exchange.webhooks.rules import OFFERED_TYPES
from moderation.notifications.rules import Trouble
from tests import newsroom
from tests.judged import judged
from tests.moderation.exchange.webhooks import acts
from tests.moderation.exchange.webhooks.acts import SUSPECT, Scene
from tests.moderation.exchange.webhooks.receiving import webhooks_of

CREATED, PUBLISHED = "comment.created", "comment.published"
CHANGED = "article.discussion_changed"
TOLD: dict[Callable[[Scene], None], list[str]] = {
    acts.post: [CREATED],
    acts.post_before_confirming: [],
    acts.confirm_the_address: [CREATED],
    acts.publish: [CREATED, PUBLISHED, CHANGED],
    acts.flag: [CREATED, PUBLISHED, CHANGED, "comment.flagged"],
    acts.hold: [CREATED, "comment.held"],
    acts.approve: [CREATED, "comment.held", PUBLISHED, CHANGED],
    acts.reject: [CREATED, "comment.held", "comment.rejected", "statement.issued"],
    acts.hide_and_restore: [
        *(CREATED, PUBLISHED, CHANGED, "comment.flagged"),
        *("comment.rejected", "statement.issued"),
        *("appeal.created", "comment.restored", "appeal.decided"),
    ],
    acts.appeal_against_a_hold: [
        *(CREATED, "comment.held", "appeal.created"),
        *(PUBLISHED, CHANGED, "appeal.decided"),
    ],
    acts.edit: [CREATED, PUBLISHED, CHANGED, "comment.edited"],
    acts.delete: [CREATED, PUBLISHED, CHANGED, "comment.removed_by_author"],
    acts.erase: [
        *(CREATED, PUBLISHED, CHANGED, "comment.removed_by_author"),
        *("comment.erased", "reader.erased"),
    ],
    acts.report: [CREATED, PUBLISHED, CHANGED, "comment.reported"],
    acts.put_article: ["article.opened", "article.closed", "article.opened"],
    acts.suspend: ["reader.suspended", "statement.issued"],
    acts.warn: ["statement.issued"],
    acts.propose_a_ban: [],
    acts.ban: ["reader.banned", "statement.issued"],
    acts.waiting(Trouble.QUEUE): ["queue.overdue"],
    acts.waiting(Trouble.APPEAL): ["appeal.overdue"],
    acts.waiting(Trouble.BAN): ["ban.overdue"],
    acts.waiting(Trouble.CLASSIFIER): ["classifier.unavailable"],
}


@pytest.mark.parametrize("act", TOLD, ids=lambda act: act.__name__)
def test_an_act_is_told_as_the_guide_says(
    sqlite_database: Database, act: Callable[[Scene], None]
) -> None:
    webhooks = webhooks_of(sqlite_database)
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        article = newsroom.article(work.session, now=work.now)
        people = [
            newsroom.person(work.session, name, now=work.now)
            for name in ("Nour", "Rashid")
        ]
        moderators = [
            newsroom.person(work.session, name, now=work.now, role=Role.MODERATOR)
            for name in ("Mona", "Max", "Milo")
        ]
        number = article.id
    webhooks.endpoint("https://cms.courier.example/hooks")

    with sqlite_database.unit_of_work(write=True) as work:
        under = work.session.get_one(Article, number)
        author, reader = people
        scene = Scene(work.session, work.now, under, author, reader, moderators)
        act(scene)

        assert scene.told() == TOLD[act]


def test_every_type_is_told_by_some_act() -> None:
    told = {each for types in TOLD.values() for each in types}

    assert told == {each.value for each in OFFERED_TYPES}


def test_the_version_of_a_comment_grows_with_each_change(
    sqlite_database: Database,
) -> None:
    webhooks = webhooks_of(sqlite_database)
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        article = newsroom.article(work.session, now=work.now)
        author = newsroom.person(work.session, "Nour", now=work.now)
        number = article.id
    webhooks.endpoint("https://cms.courier.example/hooks")
    with sqlite_database.unit_of_work(write=True) as work:
        under = work.session.get_one(Article, number)
        judged(work.session, author, under, "A thought", SUSPECT, now=work.now)

    with sqlite_database.unit_of_work(write=False) as work:
        found = work.session.scalars(select(WebhookMessage).order_by(WebhookMessage.id))
        versions = [each.data["version"] for each in found]
    assert versions == sorted(versions)
    assert versions[0] < versions[-1]
