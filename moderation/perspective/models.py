"""The corrections that callers suggest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, Json, JsonList


class Correction(Base):
    """What somebody outside says that a comment should have scored.

    An opinion, never a decision: the newsroom's own are in ``review``.
    """

    __tablename__ = "perspective_correction"
    __table_args__ = (Index("ix_perspective_correction_created_at", "created_at"),)

    id: Mapped[Identifier]
    key_id: Mapped[int | None] = mapped_column(
        ForeignKey("api_key.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    # By attribute, as suggested; and what the classifier says, by label.
    suggested: Mapped[Json]
    scored: Mapped[Json]
    model_version: Mapped[str]
    languages: Mapped[JsonList]
    # How the caller names the comment, where the context or the token tells.
    comment_reference: Mapped[str]
    community_id: Mapped[str]
    client_token: Mapped[str]
    created_at: Mapped[datetime]
