"""What the classifier's work comes to that other rooms follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.policy.rules import VerdictCause, VerdictKind


@dataclass(frozen=True)
class VerdictReached:
    """A revision has its verdict, and its comment was moved accordingly.

    :param is_published: whether readers see the revision now.
    :param is_scored: whether the classifier answered.
    :param profile_key: the profile that the verdict was reached under.
    :param language: the language of the text, None if that was not asked.
    """

    comment_id: int
    revision_id: int
    kind: VerdictKind
    causes: tuple[VerdictCause, ...]
    is_published: bool
    is_scored: bool
    profile_key: str
    language: str | None
    at: datetime
