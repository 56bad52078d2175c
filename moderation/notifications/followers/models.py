"""The table of comments whose followers are still to be told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class FollowersToTell(Base):
    """A published comment, and how far its followers have been told."""

    __tablename__ = "followers_to_tell"

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    published_at: Mapped[datetime]
    # The kind of following that comes next, and the last follow of it that is done.
    step: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    after_id: Mapped[int] = mapped_column(default=0, server_default=text("0"))
