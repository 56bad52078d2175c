from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from auth.database import Database
from auth.errors import ForbiddenError, InvalidError
from auth.identity import Actor
from auth.permissions import Role
from moderation.intake.worker import Worker
from moderation.review.agreement import Agreement, agreement_of
from moderation.review.models import ReviewItem
from moderation.review.rules import Action, Reason
from moderation.review.services import decisions, second_review
from moderation.scoring.fixed import FixedScorer
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
    """A held comment, and two moderators; every decision is looked at twice."""

    database: Database
    edith: Actor
    samuel: Actor

    def decide(self, who: Actor, action: Action, now: datetime) -> None:
        """Decide the one open item."""
        with self.database.unit_of_work(write=True) as work:
            decisions.decide(
                work.session,
                item_id=self.open_items()[0][0],
                moderator_id=who.account_id,
                action=action,
                reason=Reason.HATE if action is Action.REJECT else None,
                note="",
                revision_id=None,
                now=now,
            )

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
        newsroom.found(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        second_review.set_plan(
            session,
            second_share=second_share,
            blind_share=blind_share,
            actor_id=edith.account_id,
            now=now,
        )
        newsroom.post(session, author, article, "They are vermin.", now=now)
    Worker(database, FixedScorer()).run_once()
    return Desk(database, edith, samuel)


@pytest.mark.parametrize(("share", "waiting"), [(1.0, 1), (0.0, 0)])
def test_a_share_of_decisions_is_looked_at_twice(
    database: Database, now: datetime, share: float, waiting: int
) -> None:
    desk = opened(database, now, second_share=share)
    desk.decide(desk.edith, Action.REJECT, now)
    assert len(desk.open_items()) == waiting


def test_the_second_look_is_blind_and_somebody_elses(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    assert [is_blind for _, is_blind in desk.open_items()] == [True]
    with pytest.raises(ForbiddenError, match="another moderator"):
        desk.decide(desk.edith, Action.REJECT, now)


def test_a_second_look_is_not_looked_at_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.REJECT, now)
    assert desk.open_items() == []
    assert desk.figures().by_moderator == {"Edith": Agreement(1, 1)}
    assert desk.figures().by_reason == {Reason.HATE: Agreement(1, 1)}


def test_two_people_who_differ_are_counted_so(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.figures().overall == Agreement(1, 0)


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
def test_a_share_that_is_none_is_refused_on_the_page(
    called: Newsroom, share: str
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()
    answer = admin.send("/admin/agreement", second_share=share, blind_share="0")
    assert answer.status_code == 422
    assert called.rows() == before
