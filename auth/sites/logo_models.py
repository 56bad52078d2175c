"""The logos of sites."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base


class SiteLogo(Base):
    """The logo that replaces a site's name: a PNG image."""

    __tablename__ = "site_logo"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
