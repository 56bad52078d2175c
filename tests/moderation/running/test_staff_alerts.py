"""Staff are mailed when comments, appeals, bans or the classifier wait too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.models import Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.exchange.webhooks.models import WebhookMessage
from moderation.notifications.services import staff_alerts
from moderation.platform.outbox import OutboxMessage
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Reason
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.running.staff_alerts import recipients, waiting
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import webhooks_of

HOURS = 24
Happen = Callable[[Newsroom, Actor], None]


def look(called: Newsroom, after: timedelta) -> list[str]:
    """Look for troubles some time after now; return the subjects of all mails."""
    now = called.now + after
    with called.database.unit_of_work(write=True) as work:
        staff_alerts.tell(
            work.session,
            waiting(work.session, hours=HOURS, now=now),
            recipients=recipients(work.session, ""),
            base_url="http://localhost",
            now=now,
        )
    with called.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(OutboxMessage.subject)))


@pytest.fixture
def author(called: Newsroom) -> Actor:
    called.person("Ada", Role.ADMIN)
    return called.person("Amina")[1]


def score(called: Newsroom, state: ScoringState) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Revision).values(scoring_state=state))


def an_item(called: Newsroom, author: Actor) -> None:
    called.comment(author, "A word.", status=Status.HELD, waits=True)
    score(called, ScoringState.SCORED)


def a_ban(called: Newsroom, author: Actor) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.add(
            Sanction(
                account_id=author.account_id,
                site_id=1,
                kind=SanctionKind.BAN,
                reason=Reason.INSULT,
                imposed_by_id=1,
                imposed_at=work.now,
            )
        )


def an_appeal(called: Newsroom, author: Actor) -> None:
    with called.database.unit_of_work(write=True) as work:
        sanction = Sanction(
            account_id=author.account_id,
            site_id=1,
            kind=SanctionKind.WARN,
            reason=Reason.INSULT,
            imposed_by_id=1,
            imposed_at=work.now,
            starts_at=work.now,
        )
        work.session.add(sanction)
        work.session.flush()
        work.session.add(
            SanctionAppeal(
                sanction_id=sanction.id,
                text="It was a joke.",
                created_at=work.now,
                first_decider_id=1,
            )
        )


def an_unscored_text(called: Newsroom, author: Actor) -> None:
    called.comment(author, "A word.")
    score(called, ScoringState.FAILED)


@pytest.mark.parametrize(
    ("happen", "subject"),
    [
        (an_item, "comments wait too long for a moderator"),
        (an_appeal, "an appeal is waiting"),
        (a_ban, "a ban is waiting for a second person"),
        (an_unscored_text, "the classifier is not available"),
    ],
)
def test_staff_are_mailed_about_what_waits_once_and_then_once_a_day(
    called: Newsroom, author: Actor, happen: Happen, subject: str
) -> None:
    happen(called, author)

    first = look(called, timedelta(hours=25))

    assert first == [f"The Courier: {subject}"]
    assert look(called, timedelta(hours=26)) == first
    assert look(called, timedelta(hours=50)) == first * 2


@pytest.mark.parametrize(
    ("happen", "kind"),
    [
        (an_item, "queue.overdue"),
        (an_appeal, "appeal.overdue"),
        (a_ban, "ban.overdue"),
        (an_unscored_text, "classifier.unavailable"),
    ],
)
def test_other_systems_are_told_what_staff_are_told(
    called: Newsroom, author: Actor, happen: Happen, kind: str
) -> None:
    webhooks_of(called.database).endpoint("https://chat.courier.example/hooks")
    happen(called, author)

    for hours in (25, 26, 50):
        look(called, timedelta(hours=hours))

    with called.database.unit_of_work(write=False) as work:
        told = [
            (each.type.value, each.site_id, each.data["count"], each.data["url"])
            for each in work.session.scalars(select(WebhookMessage))
            if each.type.value.split(".")[1] in ("overdue", "unavailable")
        ]
    assert told == [(kind, 1, 1, "/queue")] * 2


def test_nobody_is_mailed_about_what_has_not_waited_long(
    called: Newsroom, author: Actor
) -> None:
    an_item(called, author)

    assert look(called, timedelta(hours=23)) == []


def test_staff_are_told_again_when_a_trouble_comes_back(
    called: Newsroom, author: Actor
) -> None:
    an_item(called, author)
    look(called, timedelta(hours=25))
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(ReviewItem).values(closed_at=work.now))
    look(called, timedelta(hours=26))
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(ReviewItem).values(closed_at=None))

    assert len(look(called, timedelta(hours=27))) == 2
