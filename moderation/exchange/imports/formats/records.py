"""The records that every reader of a format yields.

The ids are those of the source. They are unique within one source and one site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from moderation.review.sanctions.rules import SanctionKind


class ImportedState(StrEnum):
    """The state of a comment in the system that it comes from."""

    PUBLISHED = "published"
    APPROVED = "approved"
    """Published, because a person there approved it."""
    PENDING = "pending"
    REJECTED = "rejected"
    SPAM = "spam"
    DELETED = "deleted"
    PLACEHOLDER = "placeholder"
    """Deleted, and kept as a placeholder in any case."""


class TextFormat(StrEnum):
    """How the text of a comment is written."""

    HTML = "html"
    HTML_WITH_BREAKS = "html with breaks"
    """HTML in which a line break is shown as one, as WordPress does."""
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class ImportedThread:
    """The discussion of one article.

    :param key: the publisher's own key of the article, if the source knows it.
    :param facts: more fields of the article as JSON, for one that is not known here.
    """

    source_id: str
    url: str
    title: str = ""
    key: str = ""
    created_at: datetime | None = None
    facts: str = ""


@dataclass(frozen=True, slots=True)
class ImportedAuthor:
    """A person. Two records with the same id are the same person.

    :param name: empty if only the id is known; another record may tell the name.
    :param email: as in the source; empty if there is none.
    :param password: a bcrypt hash, if the source has confirmed the address.
    """

    source_id: str
    name: str
    email: str = ""
    password: str = ""


class EarlierText(NamedTuple):
    """A text that a comment had before its author changed it."""

    text: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment.

    :param parent_id: the comment that it answers; empty for a top-level comment.
    :param created_at: ``None`` if the source has no time that can be read.
    :param edited_at: when its newest text was written, if that is not its first.
    :param earlier: its texts before the newest, the oldest first.
    :param reason: why it was rejected, if that is one of our reasons.
    :param picked_at: when moderators there recommended it to readers.
    """

    source_id: str
    thread_id: str
    parent_id: str
    author_id: str
    state: ImportedState
    text: str
    text_format: TextFormat
    created_at: datetime | None
    edited_at: datetime | None = None
    earlier: tuple[EarlierText, ...] = ()
    reason: str = ""
    picked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportedDecision:
    """A decision on a comment. Of several on one comment, the newest counts.

    :param by_person: false if a rule or a classifier of the source decided.
    """

    comment_id: str
    is_approval: bool
    by_person: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """A reader's report of a comment."""

    source_id: str
    comment_id: str


@dataclass(frozen=True, slots=True)
class ImportedReaction:
    """A reader's recommendation of a comment."""

    source_id: str
    comment_id: str
    author_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportedSanction:
    """A sanction against a person.

    :param ends_at: ``None`` if it has no end.
    """

    author_id: str
    kind: SanctionKind
    starts_at: datetime | None
    ends_at: datetime | None = None


ImportedAct = ImportedDecision | ImportedReport | ImportedReaction | ImportedSanction
"""What moderators and readers have done, beside writing."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the file that is no comment of a reader, such as a pingback."""

    kind: str


Record = ImportedThread | ImportedAuthor | ImportedComment | ImportedAct | Skipped
Records = Iterator[Record]
