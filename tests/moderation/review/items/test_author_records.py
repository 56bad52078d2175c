"""What a card says of its author."""

from __future__ import annotations

from sqlalchemy import insert, select

from auth.db.base import Base
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.services import author_records
from moderation.review.items.services.author_records import COUNTED_TO
from tests.calling import Newsroom

COMMENTS = Base.metadata.tables["comment"]


def test_the_count_of_published_comments_stops_at_a_thousand(called: Newsroom) -> None:
    author = called.person_alone("Amina")
    comment_id = called.comment(author, "One of very many.")
    with called.database.unit_of_work(write=True) as work:
        row = work.session.execute(
            select(COMMENTS).where(COMMENTS.c.id == comment_id)
        ).one()
        copies = [
            {**row._mapping, "id": comment_id + n} for n in range(1, COUNTED_TO + 3)
        ]
        work.session.execute(insert(COMMENTS), copies)
        context = DeskContext(site_id=1, moderator_id=0, now=work.now)

        found = author_records.of(work.session, [author.account_id], context)

    assert found[author.account_id].published == COUNTED_TO
