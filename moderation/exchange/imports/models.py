"""The tables of imports: each run, and what each record of a source became here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.core.translation import LazyText
from auth.db.base import Base, Identifier, Json, JsonList
from moderation.platform.stored_texts import StoredText

BY_PERSON, BY_MACHINE = "person", "machine"
"""Who decided on a comment in its source, as its history here keeps it."""

HAS_DIGEST = text("email_digest <> ''")


class RunState(StrEnum):
    """The state of a run. One that was interrupted stays ``RUNNING``."""

    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class RecordKind(StrEnum):
    """What a record of a source is."""

    ARTICLE = "article"
    AUTHOR = "author"
    COMMENT = "comment"
    IDENTIFIER = "identifier"
    """The name that the publisher's pages have for an article, as Disqus keeps it."""
    REACTION = "reaction"
    SANCTION = "sanction"


class ImportRun(Base):
    """One import of one file."""

    __tablename__ = "import_run"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    source: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    options: Mapped[Json]
    counts: Mapped[Json]
    state: Mapped[RunState]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class JobState(StrEnum):
    """What an uploaded file waits for, or what has become of it."""

    RECEIVING = "receiving"
    """Its parts are being sent."""
    READING = "reading"
    """A chore reads it and makes the plan."""
    PLANNED = "planned"
    """An admin decides by the plan."""
    IMPORTING = "importing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


class ImportJob(Base):
    """A file that an admin has uploaded, and the work on it.

    The file lies in the folder of the process that received it, see :mod:`.jobs`.
    """

    __tablename__ = "import_job"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    source: Mapped[str]
    file_name: Mapped[str]
    options: Mapped[Json]
    state: Mapped[JobState] = mapped_column(index=True)
    # The plan as lines; the reason of a failure; how many comments are done.
    plan: Mapped[JsonList]
    error: Mapped[LazyText | None] = mapped_column(
        StoredText, nullable=False, server_default=text("''")
    )
    total: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    created_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class ImportedRecord(Base):
    """What became of one record of a source. It makes an import repeatable.

    A row without a target stands for something that was removed here since: it is not
    imported again. ``source_id`` of an author is a digest with a key, so that an
    erased reader is not known, but not revived either.
    """

    __tablename__ = "imported_record"
    __table_args__ = (
        UniqueConstraint("site_id", "source", "kind", "source_id"),
        Index("ix_imported_record_run_id_kind", "run_id", "kind", "id"),
        Index(
            "ix_imported_record_email_digest",
            "email_digest",
            sqlite_where=HAS_DIGEST,
            postgresql_where=HAS_DIGEST,
        ),
    )

    id: Mapped[Identifier]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    source: Mapped[str]
    kind: Mapped[RecordKind]
    source_id: Mapped[str]
    # Whether this run created the target, and did not only find it.
    is_new: Mapped[bool]
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # Of an author: a digest of the address with a key, by which its owner can be
    # recognised, and the address itself where there is a legal basis to keep it.
    email_digest: Mapped[str] = mapped_column(default="", server_default=text("''"))
    email: Mapped[str] = mapped_column(default="", server_default=text("''"))


class ImportClaim(Base):
    """Somebody's imported account, whose comments now belong to their own account."""

    __tablename__ = "import_claim"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    imported_account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    claimed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ClaimedComment(Base):
    """A comment that changed its author by a claim."""

    __tablename__ = "claimed_comment"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    claim_id: Mapped[int] = mapped_column(
        ForeignKey("import_claim.id", ondelete="CASCADE"), index=True
    )
