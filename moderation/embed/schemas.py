"""The schemas of what the frame's script sends."""

from __future__ import annotations

from marshmallow import fields, validate

from auth.access.forms import InputSchema
from moderation.embed.inputs import PairWindow, Redeem

LONGEST = validate.Length(max=100)


class NonceForm(InputSchema):
    """The nonce of a window."""

    input_type = PairWindow

    nonce = fields.String(required=True, validate=LONGEST)


class RedeemForm(InputSchema):
    """The code of the way back, if there is one."""

    input_type = Redeem

    code = fields.String(load_default="", validate=LONGEST)
