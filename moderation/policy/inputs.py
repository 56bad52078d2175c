"""What an admin decides about profiles and coverages: one frozen input each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderation.policy.coverage import Matching
from moderation.policy.rules import Thresholds, VerdictKind


@dataclass(frozen=True, kw_only=True)
class ChangeProfile:
    """Give a profile a new version.

    :param expected_number: the version that the admin looked at.
    :param handling_rules: as the version before where there are none.
    :param due_at: when it comes into force; ``None``: now.
    """

    key: str
    thresholds: Thresholds
    fallback: VerdictKind
    reason: str
    handling_rules: Mapping[str, Any] | None = None
    expected_number: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RollBackProfile:
    """Bring the values of an older version into force again.

    :param expected_number: the version that the admin looked at.
    """

    key: str
    to_number: int
    expected_number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanCoverage:
    """Plan a coverage.

    :param starts_at: ``None``: now.
    :param review_at: when its profile is looked at again; ``None``: in two weeks.
    """

    name: str
    profile_key: str
    matching: Matching
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    review_at: datetime | None = None
    reason: str


@dataclass(frozen=True)
class AnswerSuggestion:
    """Say whether an article is of armed conflict."""

    article_id: int
    is_confirmed: bool


@dataclass(frozen=True)
class ChooseProfiles:
    """Choose the profile of a site and its sections.

    :param keys: the profile's key of each section; the site's own is that of ``""``,
        and an empty key takes a choice away.
    """

    keys: Mapping[str, str]
