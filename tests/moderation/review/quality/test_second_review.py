from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.errors import ForbiddenError, InvalidError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.agreement import Agreement, agreement_of
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.calling import Newsroom

YES, NO = "approve", "reject"


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(YES, YES)] * 5 + [(NO, NO)] * 5, 1.0),
        ([(YES, NO)] * 5 + [(NO, YES)] * 5, -1.0),
        ([(YES, YES), (YES, NO), (NO, YES), (NO, NO)] * 3, 0.0),
        # The example of the literature: 20 and 15 agree of 50, by chance one half.
        (
            [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15,
            0.4,
        ),
    ],
)
def test_kappa_is_the_agreement_beyond_chance(
    pairs: list[tuple[str, str]], kappa: float
) -> None:
    assert agreement_of(pairs).kappa == pytest.approx(kappa)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], Agreement(0, 0)),
        ([(YES, YES)] * 9, Agreement(9, 9)),
        ([(YES, YES)] * 12, Agreement(12, 12)),
    ],
)
def test_kappa_is_unknown_where_it_would_say_nothing(
    pairs: list[tuple[str, str]], expected: Agreement
) -> None:
    assert agreement_of(pairs) == expected


@dataclass
class Desk:
    """A held comment and two moderators. Every decision gets a second review."""

    database: Database
    author: Actor
    edith: Actor
    samuel: Actor

    def decide(self, who: Actor, action: Action, now: datetime) -> int:
        """Decide the one open item; return the decision's id."""
        with self.database.unit_of_work(write=True) as work:
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.open_items()[0][0],
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=who.account_id,
                now=now,
            ).id

    def undo(self, who: Actor, decision_id: int, now: datetime) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=who.account_id,
                now=now,
            )

    def suspend(self, decision_id: int, now: datetime) -> None:
        """Suspend the author because of a decision, as Edith."""
        with self.database.unit_of_work(write=True) as work:
            proposal = ImposeSanction(
                account_id=self.author.account_id,
                kind=SanctionKind.SUSPEND,
                reason=Reason.HATE,
                days=7,
                decision_id=decision_id,
            )
            sanctions.impose(
                work.session,
                proposal,
                site_id=1,
                moderator_id=self.edith.account_id,
                needs_second=False,
                now=now,
            )

    def in_force(self, now: datetime) -> list[SanctionKind]:
        """Return the sanctions against the author."""
        with self.database.unit_of_work(write=False) as work:
            found = sanctions_in_force.in_force(
                work.session, account_id=self.author.account_id, now=now
            )
            return [each.kind for each in found]

    def notifications(self) -> list[NotificationKind]:
        """Return the author's notifications."""
        with self.database.unit_of_work(write=False) as work:
            return list(work.session.scalars(select(Notification.kind)))

    def open_items(self) -> list[tuple[int, bool]]:
        """Return each open item and whether it is blind."""
        with self.database.unit_of_work(write=False) as work:
            rows = work.session.execute(
                select(ReviewItem.id, ReviewItem.is_blind).where(
                    ReviewItem.closed_at.is_(None)
                )
            )
            return [(row.id, row.is_blind) for row in rows]

    def figures(self) -> second_review.Figures:
        with self.database.unit_of_work(write=False) as work:
            return second_review.figures(work.session)


def opened(
    database: Database, now: datetime, *, second_share: float, blind_share: float = 0.0
) -> Desk:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        second_review.set_plan(
            session,
            SetBlindShares(second_share=second_share, blind_share=blind_share),
            actor_id=edith.account_id,
            now=now,
        )
        newsroom.post(session, author, article, "They are vermin.", now=now)
    Worker(database, FixedScorer()).run_once()
    return Desk(database, author, edith, samuel)


@pytest.mark.parametrize(("share", "waiting"), [(1.0, 1), (0.0, 0)])
def test_a_share_of_decisions_is_looked_at_twice(
    database: Database, now: datetime, share: float, waiting: int
) -> None:
    desk = opened(database, now, second_share=share)
    desk.decide(desk.edith, Action.REJECT, now)
    assert len(desk.open_items()) == waiting


def test_the_second_review_is_blind_and_somebody_elses(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    assert [is_blind for _, is_blind in desk.open_items()] == [True]
    with pytest.raises(ForbiddenError, match="another moderator"):
        desk.decide(desk.edith, Action.REJECT, now)


def test_a_second_review_is_not_looked_at_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.REJECT, now)
    assert desk.open_items() == []
    assert desk.figures().by_moderator == {"Edith": Agreement(1, 1)}
    assert desk.figures().by_reason == {Reason.HATE: Agreement(1, 1)}


def test_two_people_who_disagree_are_counted_as_such(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.figures().overall == Agreement(1, 0)


def test_a_second_review_that_is_taken_back_is_asked_for_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    desk.undo(desk.samuel, second_id, now)
    with pytest.raises(ForbiddenError, match="another moderator"):
        desk.decide(desk.edith, Action.APPROVE, now)
    desk.decide(desk.samuel, Action.REJECT, now)
    assert desk.figures().overall == Agreement(1, 1)


def test_a_first_decision_whose_second_review_was_taken_back_can_be_taken_back_too(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    first_id = desk.decide(desk.edith, Action.REJECT, now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    desk.undo(desk.samuel, second_id, now)
    desk.undo(desk.edith, first_id, now)
    assert [is_blind for _, is_blind in desk.open_items()] == [False]
    desk.decide(desk.edith, Action.APPROVE, now)


def test_a_sanction_is_back_when_the_look_that_lifted_it_is_taken_back(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.suspend(desk.decide(desk.edith, Action.REJECT, now), now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.in_force(now) == []
    desk.undo(desk.samuel, second_id, now)
    assert desk.in_force(now) == [SanctionKind.SUSPEND]


def test_a_sanction_does_not_rest_on_a_decision_that_was_overruled(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    first_id = desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.APPROVE, now)
    with pytest.raises(InvalidError, match="no longer in force"):
        desk.suspend(first_id, now)
    assert desk.in_force(now) == []


def test_a_sanction_does_not_rest_on_a_decision_that_was_taken_back(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=0.0)
    decision_id = desk.decide(desk.edith, Action.REJECT, now)
    desk.undo(desk.edith, decision_id, now)
    with pytest.raises(InvalidError, match="no longer in force"):
        desk.suspend(decision_id, now)


def test_an_author_is_told_of_the_first_decision_when_it_counts_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.undo(desk.samuel, desk.decide(desk.samuel, Action.APPROVE, now), now)
    assert desk.notifications() == [NotificationKind.DECIDED]


@pytest.mark.parametrize(("share", "expected"), [(1.0, True), (0.0, False)])
def test_a_share_of_ordinary_items_is_blind_as_well(
    database: Database, now: datetime, share: float, expected: bool
) -> None:
    desk = opened(database, now, second_share=0.0, blind_share=share)
    assert [is_blind for _, is_blind in desk.open_items()] == [expected]


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_a_share_beyond_everything_is_refused(
    database: Database, now: datetime, share: float
) -> None:
    with pytest.raises(InvalidError, match="100 per cent"):
        opened(database, now, second_share=share)


def test_an_admin_sets_the_shares_on_the_page(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/agreement", second_share="2.5", blind_share="10")
    page = admin.client.get("/staff/agreement").get_data(as_text=True)
    assert 'value="2.5"' in page
    assert "unknown" in page


@pytest.mark.parametrize("share", ["", "many", "101"])
def test_an_invalid_share_is_refused_on_the_page(called: Newsroom, share: str) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()
    answer = admin.send("/admin/agreement", second_share=share, blind_share="0")
    assert answer.status_code == 422
    assert called.rows() == before


def test_a_text_that_its_author_replaced_is_not_reviewed_a_second_time(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    with database.unit_of_work(write=True) as work:
        submission.edit(
            work.session,
            EditComment(
                comment_id=work.session.scalars(select(ReviewItem.comment_id)).first()
                or 0,
                revision_id=None,
                text=read("They are our neighbours.", longest=10_000),
            ),
            actor=desk.author,
            now=now,
        )

    desk.decide(desk.edith, Action.APPROVE, now)

    assert desk.figures().overall == Agreement(0, 0)
