"""The tables of articles, comments, revisions and changes of status."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.core.models import Account, Site
from auth.db.base import Base, Identifier, Json, JsonList
from moderation.discussion.rules import Cause, ScoringState, Status

WAITING = sql("scoring_state = 'waiting'")
FAILED = sql("scoring_state = 'failed'")
CLOSES_AS_SITE = sql("closed_at IS NULL AND closing_days IS NULL")
CLOSES_BY_ITSELF = sql("closed_at IS NULL AND closing_days > 0")
PUBLISHED = sql("status = 'published'")
PICKED = sql("picked_at IS NOT NULL AND status = 'published'")
LISTED = sql("is_listed AND parent_id IS NULL")


class Article(Base):
    """A story with comments, identified by the publisher's own key."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("site_id", "key"),
        Index(
            "ix_article_open",
            "site_id",
            "published_at",
            sqlite_where=CLOSES_AS_SITE,
            postgresql_where=CLOSES_AS_SITE,
        ),
        Index(
            "ix_article_open_for_days",
            "id",
            sqlite_where=CLOSES_BY_ITSELF,
            postgresql_where=CLOSES_BY_ITSELF,
        ),
    )

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str]
    url: Mapped[str] = mapped_column(index=True)
    headline: Mapped[str]
    standfirst: Mapped[str] = mapped_column(default="")
    body_html: Mapped[str] = mapped_column(default="")
    section: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    subjects: Mapped[JsonList] = mapped_column(default=list)
    tags: Mapped[JsonList | None] = mapped_column(default=list)
    profile_key: Mapped[str | None]
    version_created: Mapped[datetime | None]
    published_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    # Whether the publisher has withdrawn the story, and whether only that closed the
    # comments. If so, they open again once the story is back.
    is_withdrawn: Mapped[bool] = mapped_column(
        default=False, server_default=sql("false")
    )
    closed_by_withdrawal: Mapped[bool] = mapped_column(
        default=False, server_default=sql("false")
    )
    # After how many days the comments close: null for as many as on the site, 0 for
    # never.
    closing_days: Mapped[int | None]
    comment_count: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # Raised in the transaction of every change that readers see (versions.py).
    version: Mapped[int] = mapped_column(default=1, server_default=sql("1"))
    # The period of half a minute from which the newest reactions are shown.
    reaction_period: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # The comment that stands above the others. No foreign key, because comments refer
    # to their article.
    pinned_comment_id: Mapped[int | None]
    # How often the story was opened, if the publisher sends it.
    view_count: Mapped[int | None]
    created_at: Mapped[datetime]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")

    @property
    def story_url(self) -> str | None:
        """The URL of the story; ``None`` if it is our own page of the article."""
        return None if self.url == f"/articles/{self.key}" else self.url


class ArticleAuthor(Base):
    """A person who wrote an article, as the publisher's system or an admin says."""

    __tablename__ = "article_author"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Comment(Base):
    """A top-level comment or a reply. Its text is in its revisions.

    ``thread_id`` is the id of the top-level comment. ``path`` orders the replies of a
    thread as a tree down to the depth that is shown, and by time below that. Its length
    is bounded, however deep the thread. ``is_listed`` says that a page shows something:
    the comment, or a placeholder above visible replies.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index(
            "ix_comment_listed_newest",
            "article_id",
            "id",
            sqlite_where=LISTED,
            postgresql_where=LISTED,
        ),
        Index(
            "ix_comment_listed_most_replied",
            "article_id",
            "thread_reply_count",
            "id",
            sqlite_where=LISTED,
            postgresql_where=LISTED,
        ),
        Index(
            "ix_comment_listed_most_recommended",
            "article_id",
            "reaction_count",
            "id",
            sqlite_where=LISTED,
            postgresql_where=LISTED,
        ),
        Index(
            "ix_comment_listed_replies",
            "thread_id",
            "path",
            sqlite_where=sql("is_listed"),
            postgresql_where=sql("is_listed"),
        ),
        Index(
            "ix_comment_published_since",
            "article_id",
            "published_at",
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_comment_published_by",
            "article_id",
            "author_id",
            "id",
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_comment_picked",
            "article_id",
            "id",
            sqlite_where=PICKED,
            postgresql_where=PICKED,
        ),
        Index("ix_comment_thread_path", "thread_id", "path"),
        # For the staff's search over all comments, the newest first.
        Index("ix_comment_article_newest", "article_id", "id"),
        Index("ix_comment_status_newest", "status", "id"),
        Index("ix_comment_created_at", "created_at", "id"),
        Index("ix_comment_author_newest", "author_id", "id"),
        Index("ix_comment_author_status", "author_id", "status"),
        Index("ix_comment_parent_id", "parent_id"),
        CheckConstraint("depth >= 0", name="depth_not_negative"),
        CheckConstraint("reply_count >= 0", name="reply_count_not_negative"),
        CheckConstraint(
            "status <> 'published' OR shown_revision_id IS NOT NULL",
            name="published_shows_a_revision",
        ),
    )

    id: Mapped[Identifier]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    thread_id: Mapped[int | None]
    depth: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(default="")
    status: Mapped[Status]
    # The revision that readers see, and the newest one, which may still wait. They are
    # no foreign keys, because the rows refer to each other and the comment comes first.
    shown_revision_id: Mapped[int | None]
    latest_revision_id: Mapped[int | None]
    is_listed: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    reply_count: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    thread_reply_count: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # How many readers recommend it (moderation/community/services/reactions.py).
    reaction_count: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # When a moderator made it an editors' pick.
    picked_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship(lazy="raise_on_sql")
    author: Mapped[Account] = relationship(lazy="raise_on_sql")


class Revision(Base):
    """The text of a comment at one time. While it waits, it is also the queue's row.

    ``attempts`` is counted at the claim, so that a comment that kills its worker is
    recognized.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("comment_id", "number"),
        Index(
            "ix_revision_waiting",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_revision_failed",
            "id",
            sqlite_where=FAILED,
            postgresql_where=FAILED,
        ),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    plain_text: Mapped[str]
    created_at: Mapped[datetime]
    scoring_state: Mapped[ScoringState]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # The causes for which the checks hold this text, whatever the classifier says.
    rule_causes: Mapped[JsonList] = mapped_column(default=list)
    # The detected language; null until it is detected, and where it is not certain.
    language: Mapped[str | None]

    comment: Mapped[Comment] = relationship(lazy="raise_on_sql")


class StatusChange(Base):
    """One change of a comment's status, stored in the same transaction."""

    __tablename__ = "status_change"

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int | None]
    at: Mapped[datetime]
    from_status: Mapped[Status | None]
    to_status: Mapped[Status]
    cause: Mapped[Cause]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    detail: Mapped[Json] = mapped_column(default=dict)
