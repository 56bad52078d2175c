"""The schemas of the Transparency Database, as forms."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, Flag
from moderation.compliance.transparency.inputs import ChangeTransparency
from moderation.compliance.transparency.rules import Target


class TransparencyForm(InputSchema):
    """Where the statements of a site go."""

    target = Choice(Target, required=True)
    sandbox_url = fields.String(load_default="")
    token = fields.String(load_default="", metadata={"form": "platform_token"})
    countries = fields.String(load_default="")
    reports_holds = Flag(load_default=False)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChangeTransparency:
        """Return the input."""
        codes = tuple(values.pop("countries").upper().replace(",", " ").split())
        return ChangeTransparency(**values, countries=codes)
