"""What the classifier's work comes to that other rooms follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.policy.rules import VerdictCause, VerdictKind


@dataclass(frozen=True)
class VerdictReached:
    """A revision has its verdict, and its comment was moved accordingly.

    :param is_published: whether readers see the revision now.
    :param is_scored: whether the classifier answered, and did not merely fail.
    """

    comment_id: int
    revision_id: int
    kind: VerdictKind
    causes: tuple[VerdictCause, ...]
    is_published: bool
    is_scored: bool
    at: datetime
