"""Reads what moderators and readers of Coral did, beside writing.

Not taken: roles, warnings, bans for single sites, and what Coral's own checks marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from moderation.exchange.imports.formats.json_values import (
    moment_of_mongo,
    objects,
    word,
)
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedDecision,
    ImportedReaction,
    ImportedReport,
    ImportedSanction,
    Record,
    Skipped,
)
from moderation.review.sanctions.rules import SanctionKind

DECISIONS = {"APPROVED": True, "REJECTED": False}
BY_READER = "COMMENT_REPORTED"
"""How the reasons of readers' flags begin. Others are those of Coral's own checks."""

LASTING = {"ban": SanctionKind.BAN, "premod": SanctionKind.PREMODERATE}
"""Sanctions without an end, by their field."""


def on_comment(action: Mapping[str, Any], source_id: str) -> Iterator[Record]:
    """Yield a moderator's decision, a report or a recommendation."""
    comment_id, status = word(action, "commentID"), word(action, "status")
    if status in DECISIONS:
        by_person = bool(word(action, "moderatorID"))
        yield ImportedDecision(comment_id, DECISIONS[status], by_person, _made(action))
        return
    kind, reader_id = word(action, "actionType"), word(action, "userID")
    if kind == "REACTION" and reader_id:
        # This reader may be in another file.
        yield ImportedAuthor(reader_id, "")
        yield ImportedReaction(source_id, comment_id, reader_id, _made(action))
    elif kind == "FLAG" and word(action, "reason").startswith(BY_READER):
        yield ImportedReport(source_id, comment_id)
    else:
        yield Skipped("action on a comment that has no counterpart here")


def featured_at(comment: Mapping[str, Any]) -> datetime | None:
    """Return when moderators featured a comment; ``None`` if they did not."""
    for tag in objects(comment.get("tags")):
        if word(tag, "type") == "FEATURED":
            return _made(tag) or _made(comment)
    return None


def sanctions(user: Mapping[str, Any], user_id: str) -> Iterator[ImportedSanction]:
    """Yield the sanctions against a user: a ban, premoderation, the last suspension."""
    status = user.get("status")
    status = status if isinstance(status, dict) else {}
    for name, kind in LASTING.items():
        if _of(status, name).get("active") is True:
            begun = [_made(each) for each in _history(status, name)]
            yield ImportedSanction(user_id, kind, begun[-1] if begun else None)
    times = [
        (_at(each.get("from"), "finish"), _at(each.get("from"), "start"))
        for each in _history(status, "suspension")
    ]
    if ended := [(end, start) for end, start in times if end]:
        end, start = max(ended, key=lambda each: each[0])
        yield ImportedSanction(user_id, SanctionKind.SUSPEND, start, end)


def _of(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _history(status: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return objects(_of(status, name).get("history"))


def _made(values: Mapping[str, Any]) -> datetime | None:
    return moment_of_mongo(values.get("createdAt"))


def _at(values: Any, name: str) -> datetime | None:
    return moment_of_mongo(values.get(name)) if isinstance(values, dict) else None
