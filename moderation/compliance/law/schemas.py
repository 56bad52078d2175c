"""The schema of the law page."""

from __future__ import annotations

from auth.access.forms import InputSchema
from auth.core.schemas import Flag
from moderation.compliance.law.inputs import ChangeLaw


class LawForm(InputSchema):
    """Whether a site has readers in the United Kingdom."""

    input_type = ChangeLaw

    serves_uk = Flag(load_default=False)
