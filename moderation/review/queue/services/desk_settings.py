"""The settings of each moderator's desk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth.db.upserts import put
from moderation.review.queue.models import DeskSetting


def veils_violence(session: Session, moderator_id: int) -> bool:
    """Whether violent text is covered until the moderator opens it."""
    setting = session.get(DeskSetting, moderator_id)
    return setting is not None and setting.veils_violence


def set_veil(session: Session, moderator_id: int, *, is_on: bool) -> None:
    """Switch the covering of violent text on or off for a moderator."""
    values = {"account_id": moderator_id, "veils_violence": is_on}
    put(session, DeskSetting, values, key=["account_id"])
