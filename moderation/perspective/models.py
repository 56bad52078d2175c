"""The table of corrections that callers suggest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, Json, JsonList


class Correction(Base):
    """The scores that a caller says a comment should have had.

    This is an opinion, not a decision: the newsroom's decisions are in ``review``.
    """

    __tablename__ = "perspective_correction"
    __table_args__ = (Index("ix_perspective_correction_created_at", "created_at"),)

    id: Mapped[Identifier]
    key_id: Mapped[int | None] = mapped_column(
        ForeignKey("api_key.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    # The suggestion by attribute, and the classifier's scores by label.
    suggested: Mapped[Json]
    scored: Mapped[Json]
    model_version: Mapped[str]
    languages: Mapped[JsonList]
    # The caller's name for the comment, if the context or the token has one.
    comment_reference: Mapped[str]
    community_id: Mapped[str]
    client_token: Mapped[str]
    created_at: Mapped[datetime]
