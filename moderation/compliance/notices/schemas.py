"""The schemas of notices, as forms."""

from __future__ import annotations

from marshmallow import fields, validate

from auth.access.forms import InputSchema, Lines
from auth.core.schemas import Choice, Count, Flag
from auth.core.translation import marked
from moderation.compliance.notices import rules
from moderation.compliance.notices.inputs import (
    AnswerMisuse,
    Complain,
    MarkUnfounded,
    NameFlagger,
    SendNotice,
)
from moderation.compliance.notices.rules import MisuseAct, NoticeKind
from moderation.review.appeals.rules import TEXT_LENGTH
from moderation.web.fields import Line


class NoticeForm(InputSchema):
    """A notice that some comments are illegal. The service says what is missing."""

    input_type = SendNotice

    comments = Lines(fields.String(), load_default=())
    kind = Choice(
        NoticeKind,
        required=True,
        error_messages={"required": marked("Please choose what it is.")},
    )
    country = fields.String(validate=validate.Length(max=2), load_default="")
    law = Line(rules.LONGEST_LAW, load_default="")
    explanation = Line(rules.LONGEST_EXPLANATION, load_default="")
    name = Line(rules.LONGEST_NAME, load_default="")
    email = fields.String(load_default="")
    good_faith = Flag(load_default=False)
    flagger = fields.String(load_default="")


class ComplaintForm(InputSchema):
    """Why the comment should not have stayed, in 1 to 2,000 characters."""

    input_type = Complain

    text = Line(TEXT_LENGTH, load_default="")


class FlaggerForm(InputSchema):
    """The name and the address of a trusted flagger."""

    input_type = NameFlagger

    name = Line(rules.LONGEST_NAME, load_default="")
    email = fields.String(load_default="")


class MarkForm(InputSchema):
    """Whether a notice is manifestly unfounded."""

    input_type = MarkUnfounded

    is_unfounded = Flag(load_default=False)


class MisuseForm(InputSchema):
    """What to do about a notifier."""

    input_type = AnswerMisuse

    act = Choice(MisuseAct, required=True)
    days = Count(load_default=30)
