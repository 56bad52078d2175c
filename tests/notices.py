"""Notices of illegal content for tests, as a form or from a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.models import Site
from moderation.compliance.notices.inputs import SenderFacts, SendNotice
from moderation.compliance.notices.models import Notice
from moderation.compliance.notices.rules import NoticeKind
from moderation.compliance.notices.services import sending
from tests.calling import TOKEN, Newsroom

EXPLANATION = "It denies the genocide and calls for another."
NOTICE = {
    "kind": "hate",
    "explanation": EXPLANATION,
    "law": "Section 130 of the penal code",
    "country": "DE",
    "name": "Nadja Notifier",
    "email": "nadja@notify.example",
    "good_faith": "1",
}
"""A complete form, but for the comments."""

SENDER = SenderFacts(
    network="192.0.2.0",
    language="en-GB",
    origin="http://localhost:8000",
    secret="not secret: for tests alone",
)


def given(comment_id: int, **changes: Any) -> SendNotice:
    """Return the input of a notice about a comment."""
    said: dict[str, Any] = {
        "comments": (f"/comments/{comment_id}",),
        "kind": NoticeKind.HATE,
        "explanation": EXPLANATION,
        "name": NOTICE["name"],
        "email": NOTICE["email"],
        "good_faith": True,
    }
    return SendNotice(**(said | changes))


def notice(
    session: Session, comment_id: int, *, now: datetime, **changes: Any
) -> Notice:
    """Store a notice about a comment."""
    site = session.scalars(select(Site).order_by(Site.id).limit(1)).one()
    change = given(comment_id, **changes)
    return sending.send(session, change, site=site, sender=SENDER, now=now)


def send_form(called: Newsroom, *comment_ids: int, **changes: str) -> Any:
    """Open the form as a visitor does, fill it in and send it."""
    client = called.visitor().client
    found = TOKEN.search(client.get("/notices/new").get_data(as_text=True))
    assert found
    comments = "\n".join(f"http://localhost/comments/{each}" for each in comment_ids)
    form = {"csrf_token": found[1], "comments": comments} | NOTICE | changes
    return client.post("/notices", data=form)
