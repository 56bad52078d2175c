"""The events of verdicts, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.policy.rules import VerdictCause, VerdictKind


@dataclass(frozen=True)
class VerdictReached:
    """A revision got its verdict, and its comment was moved accordingly.

    :param is_published: whether readers see the revision now.
    :param is_scored: whether the classifier has scored it.
    :param profile_key: the profile of the verdict.
    :param language: the language of the text; ``None`` if unknown.
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
