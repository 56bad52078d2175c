"""What people do about a notice, and the mails about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from moderation.platform.outbox import OutboxMessage
from tests.calling import TOKEN, Caller, Newsroom
from tests.notices import NOTICE


def decide(moderator: Caller, **form: str) -> None:
    """Decide the first item of the queue."""
    item = moderator.get("/queue").json["items"][0]
    answer = moderator.send(f"/queue/{item['id']}/decision", **form)
    assert answer.status_code == 303


def complain(called: Newsroom, page: str, text: str = "It is illegal.") -> Any:
    """Complain about the first comment of a notice on its own page."""
    client = called.visitor().client
    found = TOKEN.search(client.get("/notices/new").get_data(as_text=True))
    assert found
    form = {"csrf_token": found[1], "text": text}
    return client.post(f"{page}/comments/1/complaint", data=form)


def mails(called: Newsroom) -> list[str]:
    """Return the subjects and bodies of the mails to the notifier."""
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.recipient == NOTICE["email"])
            .order_by(OutboxMessage.id)
        )
        return [f"{each.subject}\n{each.body}" for each in rows]
