"""What is done between a reader's *Post* in a frame and the published comment."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from moderation.discussion.models import Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.platform.outbox import OutboxMessage
from tests.browser.embed.stage import Stage


def confirm_address(context: BrowserContext, stage: Stage, name: str) -> None:
    """Open the link in the mail to *name*, and confirm the address."""
    with stage.newsroom.database.unit_of_work(write=False) as work:
        body = work.session.scalars(
            select(OutboxMessage.body)
            .where(OutboxMessage.recipient == f"{name.lower()}@reader.example")
            .order_by(OutboxMessage.id.desc())
        ).first()
    link = re.search(r"https?://\S+/verify/\S+", body or "")
    assert link
    tab = context.new_page()
    tab.goto(link[0])
    tab.get_by_role("button", name="Yes, confirm my address").click()
    expect(tab.get_by_role("status")).not_to_be_empty()
    tab.close()


def publish_newest(stage: Stage) -> None:
    """Publish the newest comment, as the classifier does."""
    with stage.newsroom.database.unit_of_work(write=True) as work:
        newest = select(Comment).order_by(Comment.id.desc()).limit(1)
        comment = work.session.scalars(newest).one()
        transitions.move(
            work.session,
            comment,
            to=Status.PUBLISHED,
            cause=Cause.VERDICT,
            now=work.now,
            revision_id=comment.latest_revision_id,
        )
