"""How the settings of quality checks come in: shares as per cent."""

from __future__ import annotations

from auth.access.forms import InputSchema
from auth.core.schemas import Percent
from moderation.review.quality.inputs import SetBlindShares


class BlindSharesForm(InputSchema):
    """Which share of decisions is reviewed twice, and of items is shown blind."""

    input_type = SetBlindShares

    second_share = Percent(required=True)
    blind_share = Percent(required=True)
