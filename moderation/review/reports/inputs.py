"""What a reader asks for when they report a comment, as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import ReportReason


@dataclass(frozen=True, kw_only=True)
class ReportComment:
    """Ask moderators to look at a comment.

    :param note: what the moderator should know.
    """

    comment_id: int
    reason: ReportReason
    note: str = ""
