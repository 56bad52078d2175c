"""The blueprint of all pages of the accounts."""

from __future__ import annotations

from flask import Blueprint

from auth.core.translation import lazy_gettext

blueprint = Blueprint("auth", "auth", template_folder="templates")

EMAIL_LABEL = {"email": lazy_gettext("E-mail address")}
"""The label of the field for an address, for forms that have one."""
