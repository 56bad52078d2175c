"""The tables of the desk: presence, skips, saved views, the watch list, settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class Presence(Base):
    """The item that a moderator looks at, and the time of the last report."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_site_id_seen_at", "site_id", "seen_at"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int | None]
    seen_at: Mapped[datetime]


class Skip(Base):
    """A skipped item, which is not assigned to the moderator again for a while."""

    __tablename__ = "skip"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), primary_key=True
    )
    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    skipped_at: Mapped[datetime]


class WatchedArticle(Base):
    """An article on the desk's watch list. All of them together form one queue."""

    __tablename__ = "watched_article"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    added_at: Mapped[datetime]


class SavedView(Base):
    """A named view of the queue, for its owner or for the whole desk."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("site_id", "owner_id", "name"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]


class DeskSetting(Base):
    """A moderator's settings of the desk. Without a row the defaults apply."""

    __tablename__ = "desk_setting"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    veils_violence: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
