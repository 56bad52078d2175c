"""How each moderator wants the desk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth.db.upserts import put
from moderation.review.queue.models import DeskSetting


def veils_violence(session: Session, moderator_id: int) -> bool:
    """Whether violent text is covered for the moderator until they open it."""
    setting = session.get(DeskSetting, moderator_id)
    return setting is not None and setting.veils_violence


def set_veil(session: Session, moderator_id: int, *, is_on: bool) -> None:
    """Cover violent text for the moderator, or no longer."""
    values = {"account_id": moderator_id, "veils_violence": is_on}
    put(session, DeskSetting, values, key=["account_id"])
