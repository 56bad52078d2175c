"""An author appeals against a sanction; another person answers with a reason."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.audit import AuditEntry
from auth.core.permissions import Role
from moderation.platform.outbox import OutboxMessage
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests.calling import Caller, Newsroom


def suspended(called: Newsroom, author: Actor, moderator: Actor) -> int:
    """Suspend *author* as *moderator*; return the sanction's id."""
    with called.database.unit_of_work(write=True) as work:
        proposal = ImposeSanction(
            account_id=author.account_id,
            kind=SanctionKind.SUSPEND,
            reason=Reason.INSULT,
            days=7,
        )
        return sanctions.impose(
            work.session,
            proposal,
            site_id=1,
            moderator_id=moderator.account_id,
            needs_second=False,
            now=work.now,
        ).id


def text_of(caller: Caller, page: str) -> str:
    answer = caller.client.get(page)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def appeal_of(called: Newsroom) -> SanctionAppeal:
    with called.database.unit_of_work(write=False) as work:
        appeal = work.session.scalars(select(SanctionAppeal)).one()
        work.session.expunge(appeal)
        return appeal


def appealed(called: Newsroom) -> tuple[Caller, Caller, int]:
    """Return the author, the moderator who suspended them, and the appeal's id."""
    reader, author = called.person("Nour")
    edith, deciding = called.person("Edith", Role.MODERATOR)
    sanction_id = suspended(called, author, deciding)
    answer = reader.send(
        f"/my-sanctions/{sanction_id}/appeal",
        **{f"text-{sanction_id}": "I quoted him."},
    )
    assert answer.status_code == 303
    return reader, edith, appeal_of(called).id


def answered(caller: Caller, appeal_id: int, outcome: str, reason: str) -> int:
    page = f"/staff/sanction-appeals/{appeal_id}"
    sent = {f"reason-{appeal_id}": reason, "outcome": outcome}
    return int(caller.send(page, **sent).status_code)


def test_an_author_appeals_from_the_statement_and_another_moderator_reads_it(
    called: Newsroom,
) -> None:
    reader, _, _ = appealed(called)
    samuel, _ = called.person("Samuel", Role.MODERATOR)

    assert "A moderator who had no part" in text_of(reader, "/my-sanctions")
    page = text_of(samuel, "/staff/sanctions")
    assert "I quoted him." in page
    assert "Lift the sanction" in page


def test_an_overturned_sanction_is_lifted_and_the_author_told_why(
    called: Newsroom,
) -> None:
    reader, _, appeal_id = appealed(called)
    samuel, _ = called.person("Samuel", Role.MODERATOR)

    assert answered(samuel, appeal_id, "overturned", "It was a quotation.") == 303

    page = text_of(reader, "/my-sanctions")
    assert "It was a quotation." in page
    assert "reversed the decision" in page
    with called.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Sanction)).one().lifted_at
        subjects = set(work.session.scalars(select(OutboxMessage.subject)))
        assert "The Courier has decided on your appeal" in subjects
        assert "appeal.overturned" in set(
            work.session.scalars(select(AuditEntry.action))
        )


def test_an_upheld_sanction_stays(called: Newsroom) -> None:
    reader, _, appeal_id = appealed(called)
    samuel, _ = called.person("Samuel", Role.MODERATOR)

    assert answered(samuel, appeal_id, "upheld", "It was no quotation.") == 303

    page = text_of(reader, "/my-sanctions")
    assert "in force" in page
    assert "It was no quotation." in page


def test_a_moderator_does_not_answer_an_appeal_against_their_own_sanction(
    called: Newsroom,
) -> None:
    _, edith, appeal_id = appealed(called)

    assert answered(edith, appeal_id, "upheld", "I was right.") == 403

    assert "another moderator must answer" in text_of(edith, "/staff/sanctions")
    assert appeal_of(called).outcome is None


def test_where_nobody_else_may_answer_the_admins_are_asked_for_a_second_person(
    called: Newsroom,
) -> None:
    reader, author = called.person("Nour")
    _, ada = called.person("Ada", Role.ADMIN)
    sanction_id = suspended(called, author, ada)

    reader.send(
        f"/my-sanctions/{sanction_id}/appeal",
        **{f"text-{sanction_id}": "I quoted him."},
    )

    with called.database.unit_of_work(write=False) as work:
        subjects = list(work.session.scalars(select(OutboxMessage.subject)))
    assert subjects.count("A second moderator is needed at The Courier") == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "status"),
    [
        pytest.param("upheld", " ", 422, id="no reason"),
        pytest.param("upheld", "x" * 2_001, 422, id="too long"),
        pytest.param("perhaps", "Because.", 422, id="no such outcome"),
    ],
)
def test_an_answer_that_cannot_be_taken_changes_nothing(
    called: Newsroom, outcome: str, reason: str, status: int
) -> None:
    _, _, appeal_id = appealed(called)
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    before = called.rows()

    assert answered(samuel, appeal_id, outcome, reason) == status

    assert called.rows() == before
    assert appeal_of(called).outcome is None


@pytest.mark.parametrize(
    ("words", "status"),
    [pytest.param(" ", 422, id="no words"), pytest.param("Again.", 409, id="again")],
)
def test_an_appeal_that_cannot_be_taken_changes_nothing(
    called: Newsroom, words: str, status: int
) -> None:
    reader, _, _ = appealed(called)
    sanction_id = appeal_of(called).sanction_id
    before = called.rows()

    answer = reader.send(
        f"/my-sanctions/{sanction_id}/appeal", **{f"text-{sanction_id}": words}
    )

    assert answer.status_code == status
    assert called.rows() == before


def test_nobody_appeals_against_anothers_sanction(called: Newsroom) -> None:
    appealed(called)
    stranger, _ = called.person("Omar")
    sanction_id = appeal_of(called).sanction_id

    answer = stranger.send(
        f"/my-sanctions/{sanction_id}/appeal", **{f"text-{sanction_id}": "Mine!"}
    )

    assert answer.status_code == 404
