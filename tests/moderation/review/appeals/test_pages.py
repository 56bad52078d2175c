from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from tests.calling import Caller, Newsroom


def rejected(called: Newsroom, author: Actor, moderator: Actor) -> int:
    """Post and reject a comment of *author*; return its id."""
    comment_id = called.comment(author, "A rude word.", waits=True)
    with called.database.unit_of_work(write=True) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
        decisions.decide(
            work.session,
            DecideItem(
                item_id=item_id,
                action=Action.REJECT,
                reason=Reason.INSULT,
                note="",
                words="Please stay civil.",
                revision_id=None,
            ),
            moderator_id=moderator.account_id,
            now=work.now,
        )
    return comment_id


def text_of(caller: Caller, page: str) -> str:
    answer = caller.client.get(page)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_an_author_reads_why_and_appeals(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    _, edith = called.person("Edith", Role.MODERATOR)
    comment_id = rejected(called, author, edith)
    page = text_of(reader, f"/my-comments/{comment_id}/statement")
    assert "Do not insult them." in page
    assert "“Please stay civil.”" in page
    answer = reader.send(f"/my-comments/{comment_id}/appeal", text="I quoted him.")
    assert answer.status_code == 303
    page = text_of(reader, f"/my-comments/{comment_id}/statement")
    assert "I quoted him." in page


def test_another_moderator_sees_the_appeal_and_neither_cause_nor_reason(
    called: Newsroom,
) -> None:
    reader, author = called.person("Nour")
    _, edith = called.person("Edith", Role.MODERATOR)
    other, _ = called.person("Samuel", Role.MODERATOR)
    comment_id = rejected(called, author, edith)
    reader.send(f"/my-comments/{comment_id}/appeal", text="I quoted him.")
    page = text_of(other, "/queue")
    assert "I quoted him." in page
    assert "A blind card" in page
    assert "Please stay civil." not in page


def test_an_appeal_without_words_is_shown_again(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    _, edith = called.person("Edith", Role.MODERATOR)
    comment_id = rejected(called, author, edith)
    before = called.rows()
    answer = reader.send(f"/my-comments/{comment_id}/appeal", text=" ")
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)
    assert called.rows() == before


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WAITING])
def test_there_is_no_statement_where_nothing_was_decided(
    called: Newsroom, status: Status
) -> None:
    reader, author = called.person("Nour")
    comment_id = called.comment(author, "A calm word.", status=status)
    answer = reader.client.get(f"/my-comments/{comment_id}/statement")
    assert answer.status_code == 404


def test_nobody_reads_anothers_statement(called: Newsroom) -> None:
    _, author = called.person("Nour")
    other, _ = called.person("Rashid")
    _, edith = called.person("Edith", Role.MODERATOR)
    comment_id = rejected(called, author, edith)
    page = f"/my-comments/{comment_id}/statement"
    assert other.client.get(page).status_code == 404


def test_a_warned_author_confirms_and_writes_again(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    called.comment(author, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{author.account_id}/sanctions", kind="warn", reason="insult"
    )
    refused = reader.send("/articles/truce/comments", text="Another word.")
    assert refused.status_code == 403
    sanctions = text_of(reader, "/my-sanctions")
    [sanction_id] = re.findall(r"/my-sanctions/(\d+)/acknowledge", sanctions)
    reader.send(f"/my-sanctions/{sanction_id}/acknowledge")
    accepted = reader.send("/articles/truce/comments", text="Another word.")
    assert accepted.status_code == 303


def test_a_ban_waits_for_another_moderator(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    called.comment(author, "A rude word.")
    edith, _ = called.person("Edith", Role.MODERATOR)
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    record = f"/staff/authors/{author.account_id}"
    edith.send(f"{record}/sanctions", kind="ban", reason="hate")
    assert "Waiting for a second moderator" in text_of(edith, record)
    [sanction_id] = re.findall(
        r"/staff/sanctions/(\d+)/confirm", text_of(samuel, "/staff/sanctions")
    )
    samuel.send(f"/staff/sanctions/{sanction_id}/confirm")
    assert reader.send("/articles/truce/comments", text="More.").status_code == 403


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"reason": "hate"}, "kind"),
        ({"kind": "warn"}, "reason"),
        ({"kind": "suspend", "reason": "hate"}, "days"),
        ({"kind": "suspend", "reason": "hate", "days": "999999"}, "days"),
    ],
)
def test_a_sanction_that_is_not_complete_is_shown_again(
    called: Newsroom, form: dict[str, str], field: str
) -> None:
    _, author = called.person("Nour")
    called.comment(author, "A rude word.")
    edith, _ = called.person("Edith", Role.MODERATOR)
    before = called.rows()
    answer = edith.send(f"/staff/authors/{author.account_id}/sanctions", **form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert called.rows() == before


def test_a_reader_without_comments_on_the_site_has_no_record(called: Newsroom) -> None:
    _, reader = called.person("Nour")
    edith, _ = called.person("Edith", Role.MODERATOR)
    answer = edith.client.get(f"/staff/authors/{reader.account_id}")
    assert answer.status_code == 404


def test_a_statement_cites_the_rule_by_its_number_with_a_link(
    called: Newsroom,
) -> None:
    reader, author = called.person("Nour")
    _, edith = called.person("Edith", Role.MODERATOR)
    comment_id = rejected(called, author, edith)

    page = text_of(reader, f"/my-comments/{comment_id}/statement")

    assert "It breaks house rule 3: “Criticise what people say and do." in page
    assert '<a href="/rules?version=0#rule-3">House rule 3</a>' in page


def test_a_statement_cites_the_rules_of_the_day_of_the_decision(
    called: Newsroom,
) -> None:
    reader, author = called.person("Nour")
    _, edith = called.person("Edith", Role.MODERATOR)
    admin, _ = called.person("Ada", Role.ADMIN)
    comment_id = rejected(called, author, edith)
    text = "[insult] Be kind."
    sent = admin.send("/admin/pages/rules", text=text, version="0")
    assert sent.location == "/admin/pages"

    page = text_of(reader, f"/my-comments/{comment_id}/statement")

    assert "It breaks house rule 3: “Criticise what people say and do." in page
    old = text_of(reader, "/rules?version=0")
    assert "Criticise what people say and do." in old
    assert "Be kind." in text_of(reader, "/rules")
