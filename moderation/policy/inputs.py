"""The inputs of changes to profiles and coverages, one frozen dataclass for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderation.policy.coverage import Matching
from moderation.policy.rules import Thresholds, VerdictKind


@dataclass(frozen=True, kw_only=True)
class ChangeProfile:
    """Create a new version of a profile.

    :param expected_number: the version that the admin edited.
    :param handling_rules: by default, those of the previous version.
    :param due_at: the time at which it takes effect; ``None`` for now.
    :param choice_number: the choice of a classifier that the thresholds were set for;
        ``None`` for the one in force.
    """

    key: str
    thresholds: Thresholds
    fallback: VerdictKind
    reason: str
    handling_rules: Mapping[str, Any] | None = None
    expected_number: int = 0
    due_at: datetime | None = None
    choice_number: int | None = None


@dataclass(frozen=True, kw_only=True)
class RollBackProfile:
    """Restore the values of an earlier version.

    :param expected_number: the current version that the admin saw.
    """

    key: str
    to_number: int
    expected_number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanCoverage:
    """Plan a coverage.

    :param site_id: the only site whose articles it matches; ``None`` for every site.
    :param starts_at: ``None`` for now.
    :param review_at: when to review its profile; ``None`` for in two weeks.
    """

    name: str
    profile_key: str
    matching: Matching
    site_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    review_at: datetime | None = None
    reason: str


@dataclass(frozen=True)
class AnswerSuggestion:
    """Confirm or deny that an article is about armed conflict."""

    article_id: int
    is_confirmed: bool


@dataclass(frozen=True)
class ChooseProfiles:
    """Choose the profiles of a site and its sections.

    :param keys: the profile's key for each section, and for the whole site under
        ``""``. An empty key removes a choice.
    """

    keys: Mapping[str, str]
