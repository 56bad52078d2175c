"""Items that another person has to decide, if there is no other person."""

from __future__ import annotations

import re

from sqlalchemy import select

from auth.core.permissions import Role
from moderation.platform.outbox import OutboxMessage
from moderation.review.items.models import ReviewItem
from tests.calling import Caller, Newsroom


def escalated_by(called: Newsroom, moderator: Caller) -> str:
    """Have *moderator* escalate a comment; return its page as they see it."""
    _, author = called.person("Nour")
    called.comment(author, "A rude word.", waits=True)
    with called.database.unit_of_work(write=False) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
    sent = moderator.send(f"/queue/{item_id}/decision", action="escalate")
    assert sent.status_code == 303
    assert 'class="card' not in moderator.client.get("/queue").get_data(as_text=True)
    page = moderator.client.get(f"/queue/items/{item_id}")
    return re.sub(r"\s+", " ", page.get_data(as_text=True))


def asked(called: Newsroom) -> list[str]:
    """Return the addresses that were asked for a second moderator."""
    with called.database.unit_of_work(write=False) as work:
        return list(
            work.session.scalars(
                select(OutboxMessage.recipient).where(
                    OutboxMessage.subject
                    == "A second moderator is needed at The Courier"
                )
            )
        )


def test_a_card_that_is_left_to_others_says_so_instead_of_offering_to_decide(
    called: Newsroom,
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    called.person("Samuel", Role.MODERATOR)

    page = escalated_by(called, edith)

    assert "You escalated this, so another moderator must decide." in page
    assert "No one else may decide" not in page
    assert 'value="approve"' not in page
    assert asked(called) == []


def test_where_nobody_else_may_decide_the_card_says_so_and_the_admins_are_told(
    called: Newsroom,
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    page = escalated_by(called, ada)

    assert (
        "No one else may decide. The admins have been asked to add a second moderator."
        in page
    )
    assert len(asked(called)) == 1
