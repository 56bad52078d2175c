"""The forms about languages."""

from __future__ import annotations

from marshmallow import fields

from auth.access.forms import InputSchema
from auth.accounts.inputs import PreferLanguage
from auth.sites.inputs import ChangeLanguages, NameReviewer


class LanguagesForm(InputSchema):
    """The language of a site, and the others that it offers."""

    input_type = ChangeLanguages

    language = fields.String(required=True)
    others = fields.List(fields.String(), load_default=list)


class ReviewerForm(InputSchema):
    """Who has reviewed the translation of a language."""

    input_type = NameReviewer

    language = fields.String(required=True)
    reviewer = fields.String(load_default="")


class PreferLanguageForm(InputSchema):
    """The language that a reader prefers."""

    input_type = PreferLanguage

    language = fields.String(load_default="")
