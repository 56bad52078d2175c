"""What people do that webhooks tell of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article, Comment
from moderation.discussion.services import articles, writing
from moderation.discussion.text import read
from moderation.exchange.webhooks.models import WebhookMessage
from moderation.intake.inputs import DeleteComment, EditComment
from moderation.intake.services import deletion, submission
from moderation.notifications.rules import Trouble
from moderation.notifications.services import staff_alerts
from moderation.notifications.services.staff_alerts import Waiting
from moderation.privacy.services import erasing
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.services import appeals
from moderation.review.items.rules import Reason, ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.review.sanctions.inputs import ConfirmSanction, ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests import newsroom
from tests.judged import decided, judged

HARMLESS, SUSPECT, TOXIC = 0.01, 0.75, 0.99


@dataclass
class Scene:
    """A newsroom in one transaction, with an author, a reader and three moderators."""

    session: Session
    now: datetime
    article: Article
    author: Actor
    reader: Actor
    moderators: list[Actor]

    def judged(self, toxicity: float) -> Comment:
        """Return a comment with its verdict."""
        return judged(
            self.session,
            self.author,
            self.article,
            f"A thought of {toxicity}",
            toxicity,
            now=self.now,
        )

    def decide(self, comment: Comment, reason: Reason | None, by: int = 0) -> None:
        """Reject the comment for *reason*; without one, approve it."""
        self.now += timedelta(minutes=1)
        moderator = self.moderators[by]
        decided(self.session, moderator, comment, reason, now=self.now)

    def sanction(self, kind: SanctionKind, *, needs_second: bool = False) -> int:
        """Impose a sanction on the author; return its id."""
        change = ImposeSanction(
            account_id=self.author.account_id,
            kind=kind,
            reason=Reason.HATE,
            days=7 if kind is SanctionKind.SUSPEND else None,
        )
        return sanctions.impose(
            self.session,
            change,
            site_id=self.article.site_id,
            moderator_id=self.moderators[0].account_id,
            needs_second=needs_second,
            now=self.now,
        ).id

    def appeal(self, comment: Comment) -> None:
        """Appeal as the author."""
        appeals.open_appeal(
            self.session,
            AppealComment(comment.id, "It was a joke."),
            author_id=self.author.account_id,
            now=self.now,
        )

    def told(self) -> list[str]:
        """Return the types of all messages."""
        found = select(WebhookMessage.type).order_by(WebhookMessage.id)
        return [each.value for each in self.session.scalars(found)]


def post(scene: Scene) -> None:
    newsroom.post(scene.session, scene.author, scene.article, "Hello", now=scene.now)


def publish(scene: Scene) -> None:
    scene.judged(HARMLESS)


def flag(scene: Scene) -> None:
    scene.judged(SUSPECT)


def hold(scene: Scene) -> None:
    scene.judged(TOXIC)


def reject(scene: Scene) -> None:
    scene.decide(scene.judged(TOXIC), Reason.HATE)


def approve(scene: Scene) -> None:
    scene.decide(scene.judged(TOXIC), None)


def hide_and_restore(scene: Scene) -> None:
    comment = scene.judged(SUSPECT)
    scene.decide(comment, Reason.HATE)
    scene.appeal(comment)
    scene.decide(comment, None, by=1)


def appeal_against_a_hold(scene: Scene) -> None:
    comment = scene.judged(TOXIC)
    scene.appeal(comment)
    scene.decide(comment, None)


def edit(scene: Scene) -> None:
    comment = scene.judged(HARMLESS)
    change = EditComment(
        comment_id=comment.id, text=read("Better", longest=100), revision_id=None
    )
    submission.edit(scene.session, change, actor=scene.author, now=scene.now)


def delete(scene: Scene) -> None:
    comment = scene.judged(HARMLESS)
    author_id = scene.author.account_id
    deletion.delete(
        scene.session, DeleteComment(comment.id), author_id=author_id, now=scene.now
    )


def erase(scene: Scene) -> None:
    comment = scene.judged(HARMLESS)
    author_id = scene.author.account_id
    erasing.erase_comment(scene.session, comment.id, author_id=author_id, now=scene.now)
    erasing.erase_account(scene.session, author_id, now=scene.now)


def report(scene: Scene) -> None:
    comment = scene.judged(HARMLESS)
    reports.report(
        scene.session,
        ReportComment(comment_id=comment.id, reason=ReportReason.SPAM, note=""),
        reporter_id=scene.reader.account_id,
        now=scene.now,
    )


def put_article(scene: Scene) -> None:
    for is_open in (True, False, False, True):
        facts = ArticleInput(url="/articles/new", headline="New", is_open=is_open)
        articles.put(
            scene.session,
            PutArticle(key="new-one", facts=facts),
            site_id=scene.article.site_id,
            now=scene.now,
        )


def suspend(scene: Scene) -> None:
    scene.sanction(SanctionKind.SUSPEND)


def warn(scene: Scene) -> None:
    scene.sanction(SanctionKind.WARN)


def propose_a_ban(scene: Scene) -> None:
    scene.sanction(SanctionKind.BAN, needs_second=True)


def ban(scene: Scene) -> None:
    sanctions.confirm(
        scene.session,
        ConfirmSanction(scene.sanction(SanctionKind.BAN, needs_second=True)),
        site_id=scene.article.site_id,
        moderator_id=scene.moderators[1].account_id,
        now=scene.now,
    )


def post_before_confirming(scene: Scene) -> None:
    stranger = newsroom.person(
        scene.session, "Stranger", now=scene.now, is_verified=False
    )
    newsroom.post(scene.session, stranger, scene.article, "Hello", now=scene.now)


def confirm_the_address(scene: Scene) -> None:
    stranger = newsroom.person(
        scene.session, "Stranger", now=scene.now, is_verified=False
    )
    newsroom.post(scene.session, stranger, scene.article, "Hello", now=scene.now)
    writing.release_parked(scene.session, author_id=stranger.account_id, now=scene.now)


def waiting(trouble: Trouble) -> Callable[[Scene], None]:
    """Return the act of telling staff that something waits too long."""

    def act(scene: Scene) -> None:
        staff_alerts.tell(
            scene.session,
            [Waiting(trouble, scene.article.site_id, 3, scene.now)],
            recipients=[],
            base_url="http://localhost",
            now=scene.now,
        )

    act.__name__ = f"waiting_{trouble}"
    return act
