"""Field names with several lines, and field names that are never kept.

The view that accepts a form declares with ``@takes_form`` what the form does and how
its fields are labelled. A field without a label is a choice or a number of ours, so it
is hidden when the form is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from auth.access.declarations import Form, declared_form
from auth.core.translation import LazyText, lazy_gettext

LONG = frozenset(
    {"text", "note", "phrases", "body_html", "subjects", "sections", "tags", "words"}
    | {"authors"}
)
"""Fields that take several lines."""

SECRETS: Mapping[str, LazyText] = {
    "password": lazy_gettext("Password"),
    "current_password": lazy_gettext("Current password"),
    "address_password": lazy_gettext("Your password"),
    "copy_password": lazy_gettext("Your password"),
    "erasure_password": lazy_gettext("Your password"),
    "platform_token": lazy_gettext("Token"),
    "code": lazy_gettext("Code"),
    "address_code": lazy_gettext("Second-factor code"),
}
"""Fields that are never kept, with their labels. They have to be entered again."""

UNKNOWN = Form(
    lazy_gettext("Send it again"),
    {"text": lazy_gettext("Your text"), "note": lazy_gettext("Note")},
)
"""Used for a form that no view declares, so that its text is shown anyway."""


def form_of(endpoint: str | None) -> Form:
    """Return the declared form of *endpoint*, or :data:`UNKNOWN`."""
    if endpoint is None or endpoint not in current_app.view_functions:
        return UNKNOWN
    return declared_form(current_app, endpoint) or UNKNOWN
