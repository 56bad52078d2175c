"""The schemas of changes to profiles, coverages and samples."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from auth.access import forms
from auth.access.forms import InputSchema, Lines
from auth.core.schemas import Choice, Count, Flag, Moment, Percent, RowNumber
from auth.core.translation import marked
from moderation.policy.coverage import Matching
from moderation.policy.inputs import (
    AnswerSuggestion,
    ChangeProfile,
    ChooseProfiles,
    PlanCoverage,
    RollBackProfile,
)
from moderation.policy.rules import VerdictKind
from moderation.review.quality.inputs import SetAuditSample
from moderation.tuning.inputs import ChooseClassifier, DropShadow
from moderation.tuning.thresholds import thresholds

NO_TIME = marked("Please give a date and a time.")
NO_NUMBER = marked("Please give a whole number.")


class AuditSampleForm(InputSchema):
    """The share of the audit sample, and the most draws per day."""

    input_type = SetAuditSample

    share = Percent(required=True)
    most_a_day = Count(load_default=0, error_messages={"invalid": NO_NUMBER})


def _time(attribute: str | None = None) -> Moment:
    return Moment(
        attribute=attribute, load_default=None, error_messages={"invalid": NO_TIME}
    )


def _limit() -> Count:
    return Count(load_default=None, error_messages={"invalid": NO_NUMBER})


class ProfileForm(InputSchema):
    """A new version of a profile: thresholds, handling rules and a reason."""

    due = _time("due_at")
    fallback = Choice(VerdictKind, load_default=VerdictKind.HOLD)
    reason = fields.String(load_default="")
    number = Count(attribute="expected_number", load_default=0)
    choice = Count(attribute="choice_number", load_default=None)
    most_links = _limit()
    first_held = _limit()
    unreadable = Choice(VerdictKind, load_default=None)
    # The second person is required unless the form says otherwise.
    bans_need_two = Flag(load_default=True)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChangeProfile:
        """Return the input, with the thresholds in the form."""
        rules = ("most_links", "first_held", "unreadable", "bans_need_two")
        handling = {name: values.pop(name) for name in rules}
        return ChangeProfile(
            **values,
            **forms.address(),
            thresholds=thresholds(forms.sent()),
            handling_rules=handling,
        )


class RollBackForm(InputSchema):
    """The version of a profile to restore, and the reason."""

    input_type = RollBackProfile

    to = Count(attribute="to_number", load_default=0)
    number = Count(attribute="expected_number", load_default=0)
    reason = fields.String(load_default="")


class CoverageForm(InputSchema):
    """A coverage: its criteria, profile, times and reason."""

    name = fields.String(load_default="")
    profile = fields.String(attribute="profile_key", load_default="")
    site = RowNumber(attribute="site_id", load_default=None)
    subjects = Lines(fields.String(), load_default=())
    sections = Lines(fields.String(), load_default=())
    tags = Lines(fields.String(), load_default=())
    words = Lines(fields.String(), load_default=())
    starts_at = _time()
    ends_at = _time()
    review_at = _time()
    reason = fields.String(load_default="")

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> PlanCoverage:
        """Return the input."""
        names = ("subjects", "sections", "tags", "words")
        matching = Matching(**{name: values.pop(name) for name in names})
        return PlanCoverage(**values, matching=matching)


class SuggestionForm(InputSchema):
    """Whether an article is about armed conflict."""

    input_type = AnswerSuggestion

    answer = Flag(attribute="is_confirmed", load_default=False)


class ChoicesForm(InputSchema):
    """The profiles of a site's sections, in the same order as the sections."""

    section = fields.List(fields.String(), load_default=())
    profile = fields.List(fields.String(), load_default=())

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChooseProfiles:
        """Return the input."""
        pairs = zip(values["section"], values["profile"], strict=False)
        return ChooseProfiles(dict(pairs))


class ShadowForm(InputSchema):
    """The shadow classifier whose scores are deleted."""

    input_type = DropShadow

    version = fields.String(load_default="")


class ClassifierForm(InputSchema):
    """The classifier to put into force, and the choice that the person saw."""

    input_type = ChooseClassifier

    number = Count(attribute="expected_number", load_default=0)
    sha256 = fields.String(load_default="")
