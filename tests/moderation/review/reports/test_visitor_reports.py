"""Anybody may report a comment, but nobody can flood moderators with reports."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from auth.core.permissions import Role
from auth.core.rules import LIMITS
from moderation.discussion.rules import Status
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import REPORT_WORDS, Action, ReportReason
from moderation.review.reports.services.visitor_reports import REOPENED_BY
from moderation.review.reports.visitor_report_models import VisitorReport
from tests.calling import TOKEN, Newsroom


def send(called: Newsroom, comment_id: int, reason: str, network: str) -> Any:
    """Open the page as a visitor does and press the button of a reason."""
    client = called.visitor().client
    page, at = f"/comments/{comment_id}/report", {"REMOTE_ADDR": network}
    found = TOKEN.search(client.get(page, environ_base=at).get_data(as_text=True))
    assert found
    form = {"csrf_token": found[1], "reason": reason}
    return client.post(page, data=form, environ_base=at)


def waiting(called: Newsroom) -> list[float]:
    """Return the probability of each waiting comment, for ranking."""
    with called.database.unit_of_work(write=False) as work:
        still = ReviewItem.closed_at.is_(None)
        query = select(ReviewItem.probability).where(still)
        return list(work.session.scalars(query))


@pytest.fixture
def comment_id(called: Newsroom) -> int:
    _, author = called.person("Wanda")
    return called.comment(author, "The mayor lives at 5 Mill Lane.")


def approve(called: Newsroom) -> None:
    """Have a moderator approve the only comment that waits."""
    _, edith = called.person("Edith", Role.MODERATOR)
    with called.database.unit_of_work(write=True) as work:
        decisions.decide(
            work.session,
            DecideItem(
                item_id=work.session.scalars(select(ReviewItem.id)).one(),
                action=Action.APPROVE,
                reason=None,
                note="",
                revision_id=None,
            ),
            moderator_id=edith.account_id,
            now=work.now,
        )


@pytest.mark.parametrize("reason", ReportReason)
def test_a_visitor_reports_for_every_reason(
    called: Newsroom, comment_id: int, reason: ReportReason
) -> None:
    page = called.visitor().client.get(f"/comments/{comment_id}/report")
    assert str(REPORT_WORDS[reason]) in page.get_data(as_text=True)

    answer = send(called, comment_id, reason.value, "192.0.2.1")

    assert answer.headers["Location"] == f"/comments/{comment_id}"
    assert len(waiting(called)) == 1


def test_a_visitors_report_weighs_less_than_a_readers(
    called: Newsroom, comment_id: int
) -> None:
    send(called, comment_id, "spam", "192.0.2.1")
    [by_visitor] = waiting(called)
    reader, _ = called.person("Nour")
    reader.send(f"/comments/{comment_id}/report", reason="spam")

    [by_reader] = waiting(called)
    assert by_visitor < by_reader


def test_one_network_counts_once_for_a_text(called: Newsroom, comment_id: int) -> None:
    for _ in range(2):
        send(called, comment_id, "spam", "192.0.2.1")

    with called.database.unit_of_work(write=False) as work:
        count = work.session.scalar(select(func.count(VisitorReport.id)))
    assert count == 1


def test_what_was_approved_comes_back_only_when_several_networks_ask(
    called: Newsroom, comment_id: int
) -> None:
    send(called, comment_id, "spam", "192.0.2.1")
    approve(called)

    for number in range(2, REOPENED_BY):
        send(called, comment_id, "spam", f"192.0.2.{number}")
    assert waiting(called) == []
    send(called, comment_id, "spam", "192.0.2.200")
    assert len(waiting(called)) == 1


def test_what_is_said_to_be_illegal_comes_back_at_once(
    called: Newsroom, comment_id: int
) -> None:
    send(called, comment_id, "spam", "192.0.2.1")
    approve(called)

    send(called, comment_id, "illegal", "192.0.2.2")

    assert len(waiting(called)) == 1


def test_a_network_reports_a_few_times_an_hour(called: Newsroom) -> None:
    _, author = called.person("Wanda")
    most = LIMITS["visitor-report"].count
    ids = [called.comment(author, f"Comment {number}") for number in range(most + 1)]

    statuses = [send(called, each, "spam", "192.0.2.1").status_code for each in ids]

    assert statuses == [303] * most + [429]


def test_a_comment_that_nobody_sees_cannot_be_reported(called: Newsroom) -> None:
    _, author = called.person("Wanda")
    held = called.comment(author, "Held.", status=Status.HELD)

    page = called.visitor().client.get(f"/comments/{held}/report")

    assert page.status_code == 404


def test_the_card_tells_that_a_visitor_reported_it(
    called: Newsroom, comment_id: int
) -> None:
    send(called, comment_id, "personal_data", "192.0.2.1")
    edith, _ = called.person("Edith", Role.MODERATOR)

    assert "a visitor without an account" in edith.client.get("/queue").get_data(
        as_text=True
    )
