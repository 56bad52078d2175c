"""The table of what an admin says about the law that binds a site."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class LawSetting(Base):
    """Whether a site has readers in the United Kingdom, as an admin says."""

    __tablename__ = "law_setting"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), unique=True)
    serves_uk: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    changed_at: Mapped[datetime]
