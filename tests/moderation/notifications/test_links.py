"""Where the links of mails lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from auth.core.models import Site
from moderation.discussion.models import Article
from moderation.intake.worker import Worker
from moderation.platform.outbox import OutboxMessage
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Newsroom
from tests.mailbox import deliver

PAPER = "https://www.courier.example"


@pytest.mark.parametrize(
    ("allowed", "link"),
    [
        ([PAPER], f"{PAPER}/truce#comment-2"),
        (["https://other.example"], "http://localhost/comments/2"),
    ],
)
def test_a_mail_leads_to_the_publishers_page_if_that_embeds_the_discussion(
    called: Newsroom, allowed: list[str], link: str
) -> None:
    first = called.comment(called.person("Amina")[1], "A first word.")
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(allowed_origins=allowed))
        work.session.execute(update(Article).values(url=f"{PAPER}/truce"))
    deniz, _ = called.person("Deniz")
    deniz.send("/articles/truce/comments", text="An answer.", parent_id=str(first))
    Worker(called.database, FixedScorer()).run_once()

    deliver(called.database, called.now + timedelta(minutes=1))

    with called.database.unit_of_work(write=False) as work:
        body = work.session.scalars(select(OutboxMessage.body)).one()
    assert link in body
