"""The schemas of appeals and their answers, as forms and as JSON."""

from __future__ import annotations

from auth.access.forms import InputSchema
from auth.core.schemas import Choice
from auth.core.translation import marked
from moderation.review.appeals.inputs import AnswerAppeal, AppealComment, AppealSanction
from moderation.review.appeals.rules import TEXT_LENGTH, AppealOutcome
from moderation.web.fields import Line


class AppealBody(InputSchema):
    """Why the decision is wrong, in 1 to 2,000 characters."""

    input_type = AppealComment

    text = Line(TEXT_LENGTH, required=True)


class SanctionAppealBody(InputSchema):
    """Why the sanction is wrong, in 1 to 2,000 characters."""

    input_type = AppealSanction

    text = Line(TEXT_LENGTH, required=True)


class AnswerBody(InputSchema):
    """The answer to an appeal against a sanction. The author reads the reason."""

    input_type = AnswerAppeal

    outcome = Choice(
        AppealOutcome,
        required=True,
        error_messages={
            "required": marked("Please choose what to do about the appeal.")
        },
    )
    reason = Line(
        TEXT_LENGTH,
        required=True,
        error_messages={"required": marked("Please say why.")},
    )
