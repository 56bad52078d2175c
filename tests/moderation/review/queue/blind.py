"""A comment that a second moderator reviews blind."""

from __future__ import annotations

from sqlalchemy import select

from auth.core.permissions import Role
from moderation.review.items.models import ReviewItem
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from tests.calling import Caller, Newsroom

TEXT = "The mayor and all his friends are nothing but vermin in this town."


def samuel_reviews(called: Newsroom, **first: str) -> tuple[Caller, dict[str, int]]:
    """Decide a comment as Edith; Samuel has to review it blind.

    The same text by another author also waits.
    """
    edith, actor = called.person("Edith", Role.MODERATOR)
    _, nour = called.person("Nour")
    _, rashid = called.person("Rashid")
    comment_id = called.comment(nour, TEXT, waits=True)
    with called.database.unit_of_work(write=True) as work:
        second_review.set_plan(
            work.session,
            SetBlindShares(second_share=1.0, blind_share=0.0),
            actor_id=actor.account_id,
            now=work.now,
        )
        first_item = work.session.scalars(select(ReviewItem.id)).one()
    edith.send(f"/queue/{first_item}/decision", **first)
    called.comment(rashid, TEXT, waits=True)
    with called.database.unit_of_work(write=False) as work:
        item = work.session.scalars(select(ReviewItem).where(ReviewItem.is_blind)).one()
        ids = {"item": item.id, "comment": comment_id, "revision": item.revision_id}
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    edith.post("/queue/presence", json={"item_id": ids["item"]})
    return samuel, ids
