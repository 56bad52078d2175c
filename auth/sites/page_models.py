"""The tables of a site's pages, and of the versions that readers accepted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from auth.sites.page_rules import PageKind


class SitePage(Base):
    """One version of a site's page. A version never changes; a new one replaces it."""

    __tablename__ = "site_page"
    __table_args__ = (UniqueConstraint("site_id", "kind", "version"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    kind: Mapped[PageKind]
    version: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )


class Acceptance(Base):
    """The versions of a site's rules and terms that a reader accepted, and when."""

    __tablename__ = "acceptance"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    rules_version: Mapped[int]
    terms_version: Mapped[int]
    accepted_at: Mapped[datetime]
