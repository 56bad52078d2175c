"""The schemas of quality checks, with shares in per cent."""

from __future__ import annotations

from auth.access.forms import InputSchema
from auth.core.schemas import Percent
from moderation.review.quality.inputs import SetBlindShares


class BlindSharesForm(InputSchema):
    """The shares of second reviews and of blind items."""

    input_type = SetBlindShares

    second_share = Percent(required=True)
    blind_share = Percent(required=True)
