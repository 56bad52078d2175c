"""Who sends a notice is told the decision, and may complain about a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from moderation.compliance.notices.models import NoticeComplaint, NoticeItem
from moderation.review.items.models import ReviewItem
from tests.calling import Newsroom
from tests.moderation.compliance.notices.acting import complain, decide, mails
from tests.notices import send_form


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reject": "illegal", "legal_ground": "Section 130"}, "because it is illegal"),
        ({"reject": "insult"}, "it breaks the house rules"),
        ({"action": "approve"}, "It stays"),
    ],
)
def test_the_decision_is_mailed_with_the_redress(
    called: Newsroom, form: dict[str, str], said: str
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location

    decide(moderator, **form)

    _, decision = mails(called)
    assert "has decided on your notice" in decision
    assert said in " ".join(decision.split())
    assert "No automated means were used" in decision
    assert "out-of-court dispute settlement body" in decision
    assert ("you can complain" in decision) == ("approve" in form.values())
    assert said in " ".join(called.visitor().client.get(page).text.split())


def test_a_notice_about_two_comments_is_answered_once(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    ids = [called.comment(ann, text) for text in ("A first thing.", "One more here.")]
    send_form(called, *ids)

    decide(moderator, action="approve")
    assert len(mails(called)) == 1
    decide(moderator, reject="insult")

    _, decision = mails(called)
    assert all(f"/comments/{comment_id}" in decision for comment_id in ids)


def test_another_person_answers_the_complaint_of_a_refused_notifier(
    called: Newsroom,
) -> None:
    mo, first = called.person("Mo", Role.MODERATOR)
    max_, _ = called.person("Max", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location
    decide(mo, action="approve")

    assert complain(called, page).status_code == 303

    with called.database.unit_of_work(write=False) as work:
        still = ReviewItem.closed_at.is_(None)
        [item] = work.session.scalars(select(ReviewItem).where(still))
        assert item.first_decider_id == first.account_id
    assert mo.get("/queue").json["items"] == []
    assert "It is illegal." in max_.client.get("/queue").get_data(as_text=True)
    decide(max_, reject="illegal", legal_ground="Section 130")
    assert "has answered your complaint" in mails(called)[-1]
    assert "because it is illegal" in mails(called)[-1]


def test_a_complaint_is_refused_after_six_months(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location
    decide(moderator, action="approve")
    with called.database.unit_of_work(write=True) as work:
        item = work.session.scalars(select(NoticeItem)).one()
        item.decided_at = work.now - timedelta(days=184)

    assert complain(called, page).status_code == 409
    assert called.rows()["notice_complaint"] == 0


def test_an_empty_complaint_is_shown_again(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location
    decide(moderator, action="approve")

    assert complain(called, page, text=" ").status_code == 422


def test_an_undone_decision_leaves_the_notice_open_again(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something illegal."))
    decide(moderator, action="approve")

    moderator.send("/queue/decisions/1/undo")

    with called.database.unit_of_work(write=False) as work:
        item = work.session.scalars(select(NoticeItem)).one()
        assert item.outcome is None
    decide(moderator, reject="insult")
    assert "breaks the house rules" in " ".join(mails(called)[-1].split())


def test_an_answered_complaint_waits_again_when_the_answer_is_undone(
    called: Newsroom,
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    max_, _ = called.person("Max", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location
    decide(mo, action="approve")
    complain(called, page)
    decide(max_, reject="insult")

    max_.send("/queue/decisions/2/undo")

    with called.database.unit_of_work(write=False) as work:
        complaint = work.session.scalars(select(NoticeComplaint)).one()
        assert complaint.outcome is None


def test_a_page_of_a_notice_opens_only_with_its_secret(called: Newsroom) -> None:
    assert called.visitor().client.get("/notices/guess").status_code == 404
