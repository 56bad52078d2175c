"""Makes the revisions of imported comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from moderation.discussion import text as texts
from moderation.discussion.models import Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.exchange.imports.services import numbers
from moderation.exchange.imports.services.new_comments import (
    NO_TEXT,
    NewComment,
    in_three_forms,
)


def revisions(session: Session, new: Sequence[NewComment]) -> list[dict[str, Any]]:
    """Return the revisions of comments, and name in each the one that readers see."""
    count = len(new) + sum(len(each.source.earlier) for each in new)
    ids = iter(numbers.reserve(session, Revision, count))
    rows = []
    for each in new:
        for number, (text, created_at) in enumerate(_texts(each), 1):
            rows.append(_revision(each, next(ids), number, text, created_at))
        newest = rows[-1]["id"]
        is_published = each.status is Status.PUBLISHED
        each.values["latest_revision_id"] = newest
        each.values["shown_revision_id"] = newest if is_published else None
    return rows


def _texts(each: NewComment) -> Iterator[tuple[texts.CommentText, datetime]]:
    """Yield the texts of a comment, the oldest first, with their times."""
    source = each.source
    for earlier in source.earlier:
        found = (
            in_three_forms(earlier.text, source.text_format)
            if each.text.written
            else NO_TEXT
        )
        yield found, earlier.created_at or source.created_at
    yield each.text, source.edited_at or source.created_at


def _revision(
    each: NewComment,
    revision_id: int,
    number: int,
    text: texts.CommentText,
    created_at: datetime,
) -> dict[str, Any]:
    return {
        "id": revision_id,
        "comment_id": each.values["id"],
        "number": number,
        "text": text.written,
        "html": text.html,
        "plain_text": text.plain,
        "created_at": created_at,
        "scoring_state": ScoringState.IMPORTED,
        "rule_causes": [],
    }
