"""The input of a report, a frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import ReportReason


@dataclass(frozen=True, kw_only=True)
class ReportComment:
    """Report a comment.

    :param note: an explanation for the moderator.
    """

    comment_id: int
    reason: ReportReason
    note: str = ""
