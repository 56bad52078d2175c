"""Trusted flaggers go first; who sends unfounded notices is warned and suspended."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from auth.core.permissions import Role
from moderation.compliance.notices.models import Notice, NoticeComplaint
from moderation.compliance.notices.services import retention
from moderation.privacy.services import erasing
from tests import newsroom, notices
from tests.calling import Newsroom
from tests.moderation.compliance.notices.acting import complain, decide, mails
from tests.notices import NOTICE, send_form

SECRET = re.compile(r"flagger=([\w-]+)")
FLAGGER = {"name": "The hotline", "email": "hotline@flag.example"}


def named_flagger(called: Newsroom) -> str:
    """Name a trusted flagger as an admin; return the secret of its address."""
    admin, _ = called.person("Ada", Role.ADMIN)
    page = admin.send("/admin/trusted-flaggers", **FLAGGER).get_data(as_text=True)
    found = SECRET.search(page)
    assert found
    return found[1]


def test_the_notice_of_a_trusted_flagger_goes_before_all_others(
    called: Newsroom,
) -> None:
    secret = named_flagger(called)
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    ids = [called.comment(ann, text) for text in ("A first thing.", "One more here.")]
    send_form(called, ids[0])

    send_form(called, ids[1], flagger=secret, name="The hotline")

    waiting = moderator.get("/queue").json["items"]
    assert [each["comment_id"] for each in waiting] == ids[::-1]
    page = moderator.client.get("/queue").get_data(as_text=True)
    assert "from the trusted flagger <bdi>The hotline</bdi>" in page


def test_a_flagger_whose_trust_ended_sends_ordinary_notices(called: Newsroom) -> None:
    secret = named_flagger(called)
    admin, _ = called.person("Bo", Role.ADMIN)
    _, ann = called.person("Ann")

    admin.send("/admin/trusted-flaggers/1/end")
    send_form(called, called.comment(ann, "Something illegal."), flagger=secret)

    with called.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Notice.flagger_id)).all() == [None]


def test_a_notifier_is_suspended_only_after_a_warning(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something harmless."))
    decide(moderator, action="approve")
    moderator.send("/staff/notices/1/mark", is_unfounded="yes")
    early = moderator.send("/staff/notices/1/notifier", act="suspend")

    moderator.send("/staff/notices/1/notifier", act="warn")
    moderator.send("/staff/notices/1/notifier", act="suspend")

    assert early.status_code == 409
    subjects = [each.partition("\n")[0] for each in mails(called)]
    assert subjects[2].startswith("A warning from")
    assert subjects[3].endswith("does not handle your notices for a while")
    refused = send_form(called, called.comment(ann, "Another harmless one."))
    assert refused.status_code == 403
    assert "manifestly unfounded" in refused.get_data(as_text=True)


def test_a_lifted_suspension_lets_notices_pass_again(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something harmless."))
    decide(moderator, action="approve")
    for act in ("warn", "suspend", "lift"):
        moderator.send("/staff/notices/1/notifier", act=act)

    again = send_form(called, called.comment(ann, "Another harmless one."))

    assert again.status_code == 303


def test_an_undecided_notice_is_not_called_unfounded(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something illegal."))

    answer = moderator.send("/staff/notices/1/mark", is_unfounded="yes")

    assert answer.status_code == 409


def test_the_desk_sees_what_became_of_each_notice(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something illegal."))
    decide(moderator, reject="insult")

    page = moderator.client.get("/staff/notices").get_data(as_text=True)

    assert NOTICE["explanation"] in page
    assert "We removed it because it breaks the house rules." in page


def test_an_old_notice_keeps_neither_its_words_nor_its_sender(
    called: Newsroom,
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    called.person("Max", Role.MODERATOR)
    _, ann = called.person("Ann")
    page = send_form(called, called.comment(ann, "Something illegal.")).location
    decide(moderator, action="approve")
    complain(called, page)
    year = timedelta(days=365)

    with called.database.unit_of_work(write=True) as work:
        later = work.now + year + timedelta(days=1)
        assert retention.empty_old(work.session, kept=2 * year, now=later) == 0
        assert retention.empty_old(work.session, kept=year, now=later) == 1

    with called.database.unit_of_work(write=False) as work:
        old = work.session.scalars(select(Notice)).one()
        complaint = work.session.scalars(select(NoticeComplaint)).one()
        assert {old.notifier_name, old.notifier_email, old.explanation} == {""}
        assert old.decided_at is not None
        assert complaint.text == ""


def test_the_erasure_of_an_account_empties_the_notices_from_its_address(
    called: Newsroom,
) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")
    with called.database.unit_of_work(write=True) as work:
        bo = newsroom.person(work.session, "Bo", now=work.now)
        notices.notice(
            work.session, comment_id, email="Bo@reader.example", now=work.now
        )

        erasing.erase_account(work.session, bo.account_id, now=work.now)

        assert work.session.scalars(select(Notice.explanation)).all() == [""]


def test_the_notice_about_an_erased_comment_is_answered(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")
    send_form(called, comment_id)

    with called.database.unit_of_work(write=True) as work:
        erasing.erase_comment(
            work.session, comment_id, author_id=ann.account_id, now=work.now
        )

    assert "Its author had deleted it." in mails(called)[-1]
