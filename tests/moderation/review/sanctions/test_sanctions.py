from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.audit import AuditEntry
from auth.core.errors import ConflictError, ForbiddenError, InvalidError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article, Revision
from moderation.platform.outbox import OutboxMessage
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import (
    AcknowledgeWarning,
    ConfirmSanction,
    ImposeSanction,
    LiftSanction,
)
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind, SanctionPeriod, is_in_force
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from tests import newsroom

DAY = timedelta(days=1)


@dataclass
class House:
    """A newsroom with an author and two moderators."""

    database: Database
    site_id: int
    author: Actor
    edith: Actor
    samuel: Actor

    def impose(
        self,
        kind: SanctionKind,
        now: datetime,
        *,
        days: int | None = None,
        needs_second: bool = False,
        account_id: int | None = None,
    ) -> int:
        """Impose a sanction as Edith; return its id."""
        proposal = ImposeSanction(
            account_id=account_id or self.author.account_id,
            kind=kind,
            reason=Reason.HATE,
            days=days,
        )
        with self.database.unit_of_work(write=True) as work:
            return sanctions.impose(
                work.session,
                proposal,
                site_id=self.site_id,
                moderator_id=self.edith.account_id,
                needs_second=needs_second,
                now=now,
            ).id

    def write(self, text: str, now: datetime) -> list[str]:
        """Post as the author; return the rules that hold the text."""
        with self.database.unit_of_work(write=True) as work:
            article = work.session.scalars(select(Article)).one()
            comment = newsroom.post(work.session, self.author, article, text, now=now)
            revision = work.session.get_one(Revision, comment.latest_revision_id)
            return list(revision.rule_causes)

    def mails(self) -> list[str]:
        """Return the subjects of all mail."""
        with self.database.unit_of_work(write=False) as work:
            return list(work.session.scalars(select(OutboxMessage.subject)))


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    with database.unit_of_work(write=True) as work:
        session = work.session
        site = newsroom.ensure_newsroom(session, now=now)
        newsroom.article(session, now=now)
        return House(
            database,
            site.id,
            newsroom.person(session, "Nour", now=now),
            newsroom.person(session, "Edith", now=now, role=Role.MODERATOR),
            newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR),
        )


@pytest.mark.parametrize(
    ("kind", "days"),
    [(SanctionKind.WARN, None), (SanctionKind.SUSPEND, 3), (SanctionKind.BAN, None)],
)
def test_a_sanction_that_forbids_writing_refuses_the_comment(
    house: House, now: datetime, kind: SanctionKind, days: int | None
) -> None:
    house.impose(kind, now, days=days)
    with pytest.raises(ForbiddenError, match="My comments"):
        house.write("A word.", now)


def test_an_author_whose_comments_are_all_held_is_looked_at_first(
    house: House, now: datetime
) -> None:
    house.impose(SanctionKind.PREMODERATE, now, days=30)
    assert house.write("A word.", now) == [
        "all comments by this author are reviewed first"
    ]


def test_a_suspension_ends_by_itself(house: House, now: datetime) -> None:
    house.impose(SanctionKind.SUSPEND, now, days=3)
    assert house.write("Back again.", now + 3 * DAY) == []


def test_a_warning_that_was_read_no_longer_refuses(house: House, now: datetime) -> None:
    sanction_id = house.impose(SanctionKind.WARN, now)
    with house.database.unit_of_work(write=True) as work:
        sanctions.acknowledge(
            work.session,
            AcknowledgeWarning(sanction_id=sanction_id),
            account_id=house.author.account_id,
            now=now,
        )
    assert house.write("I have read it.", now) == []


def test_a_lifted_sanction_no_longer_refuses(house: House, now: datetime) -> None:
    sanction_id = house.impose(SanctionKind.BAN, now)
    with house.database.unit_of_work(write=True) as work:
        sanctions.lift(
            work.session,
            LiftSanction(sanction_id=sanction_id),
            site_id=house.site_id,
            moderator_id=house.samuel.account_id,
            now=now,
        )
    assert house.write("Back again.", now) == []


def test_a_ban_that_needs_two_does_nothing_until_another_confirms(
    house: House, now: datetime
) -> None:
    sanction_id = house.impose(SanctionKind.BAN, now, needs_second=True)
    assert house.write("Still here.", now) == []
    assert house.mails() == []
    with house.database.unit_of_work(write=True) as work:
        sanctions.confirm(
            work.session,
            ConfirmSanction(sanction_id=sanction_id),
            site_id=house.site_id,
            moderator_id=house.samuel.account_id,
            now=now,
        )
    with pytest.raises(ForbiddenError):
        house.write("And now?", now)


def test_nobody_confirms_their_own_ban(house: House, now: datetime) -> None:
    sanction_id = house.impose(SanctionKind.BAN, now, needs_second=True)
    with (
        pytest.raises(ForbiddenError, match="another moderator"),
        house.database.unit_of_work(write=True) as work,
    ):
        sanctions.confirm(
            work.session,
            ConfirmSanction(sanction_id=sanction_id),
            site_id=house.site_id,
            moderator_id=house.edith.account_id,
            now=now,
        )


@pytest.mark.parametrize(
    ("kind", "days", "message"),
    [
        (SanctionKind.SUSPEND, None, "until when"),
        (SanctionKind.SUSPEND, 0, "1 to 365"),
        (SanctionKind.SUSPEND, 366, "1 to 365"),
        (SanctionKind.BAN, 3, "cannot have an end"),
        (SanctionKind.WARN, 3, "cannot have an end"),
    ],
)
def test_an_end_that_does_not_fit_is_refused(
    house: House, now: datetime, kind: SanctionKind, days: int | None, message: str
) -> None:
    with pytest.raises(InvalidError, match=message):
        house.impose(kind, now, days=days)
    assert house.mails() == []


def test_the_same_sanction_is_not_imposed_twice(house: House, now: datetime) -> None:
    house.impose(SanctionKind.BAN, now)
    with pytest.raises(ConflictError, match="already in force for this author: ban"):
        house.impose(SanctionKind.BAN, now)


def test_members_of_staff_are_not_sanctioned(house: House, now: datetime) -> None:
    with pytest.raises(ForbiddenError, match="staff"):
        house.impose(SanctionKind.WARN, now, account_id=house.samuel.account_id)


def test_the_author_is_told_and_the_act_is_written_down(
    house: House, now: datetime
) -> None:
    house.impose(SanctionKind.SUSPEND, now, days=7)
    assert house.mails() == ["A sanction on your account with The Courier"]
    with house.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(AuditEntry.action)).all() == [
            "sanction.impose"
        ]


NOW = datetime.fromisoformat("2026-11-23T12:00:00+00:00")


@pytest.mark.parametrize(
    ("standing_one", "expected"),
    [
        (SanctionPeriod(SanctionKind.BAN, NOW, None, None, None), True),
        (SanctionPeriod(SanctionKind.BAN, None, None, None, None), False),
        (SanctionPeriod(SanctionKind.BAN, NOW, None, None, NOW), False),
        (SanctionPeriod(SanctionKind.BAN, NOW + DAY, None, None, None), False),
        (SanctionPeriod(SanctionKind.SUSPEND, NOW - DAY, NOW, None, None), False),
        (SanctionPeriod(SanctionKind.SUSPEND, NOW - DAY, NOW + DAY, None, None), True),
        (SanctionPeriod(SanctionKind.WARN, NOW - DAY, None, None, None), True),
        (SanctionPeriod(SanctionKind.WARN, NOW - DAY, None, NOW, None), False),
    ],
)
def test_when_a_sanction_is_in_force(
    standing_one: SanctionPeriod, expected: bool
) -> None:
    assert is_in_force(standing_one, NOW) is expected


def test_a_sanction_is_listed_until_it_ends(house: House, now: datetime) -> None:
    house.impose(SanctionKind.SUSPEND, now, days=3)
    with house.database.unit_of_work(write=False) as work:
        for later, expected in ((now, 1), (now + 4 * DAY, 0)):
            found: list[Sanction] = sanctions_in_force.in_force(
                work.session, account_id=house.author.account_id, now=later
            )
            assert len(found) == expected


def test_a_decision_on_another_author_is_no_ground(house: House, now: datetime) -> None:
    proposal = ImposeSanction(
        account_id=house.author.account_id,
        kind=SanctionKind.WARN,
        reason=Reason.HATE,
        decision_id=4_711,
    )
    with (
        house.database.unit_of_work(write=True) as work,
        pytest.raises(InvalidError, match="another author"),
    ):
        sanctions.impose(
            work.session,
            proposal,
            site_id=house.site_id,
            moderator_id=house.edith.account_id,
            needs_second=False,
            now=now,
        )
