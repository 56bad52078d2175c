"""The fields of forms that take several lines, and those that are never kept.

What a form does and the labels of its fields are declared by the view that takes it,
with ``@takes_form``. A field without a label is a choice or a number of ours: it is
kept hidden when a form is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from auth.access.declarations import Form, declared_form
from auth.core.translation import LazyText, lazy_gettext

LONG = frozenset(
    {"text", "note", "phrases", "body_html", "subjects", "sections", "tags", "words"}
)
"""Fields that take several lines."""

SECRETS: Mapping[str, LazyText] = {
    "password": lazy_gettext("Password"),
    "current_password": lazy_gettext("Current password"),
    "address_password": lazy_gettext("Your password"),
    "copy_password": lazy_gettext("Your password"),
    "erasure_password": lazy_gettext("Your password"),
    "code": lazy_gettext("Code"),
    "address_code": lazy_gettext("Second-factor code"),
}
"""Fields that are never kept, with their labels: they are asked for again."""

UNKNOWN = Form(
    lazy_gettext("Send it again"),
    {"text": lazy_gettext("Your text"), "note": lazy_gettext("Note")},
)
"""Stands for a form that no view declares, so that a text is shown all the same."""


def form_of(endpoint: str | None) -> Form:
    """Return what is known of the form that *endpoint* takes."""
    if endpoint is None or endpoint not in current_app.view_functions:
        return UNKNOWN
    return declared_form(current_app, endpoint) or UNKNOWN
