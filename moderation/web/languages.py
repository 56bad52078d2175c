"""The language, the dates and the numbers of the pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from auth.core import formats, translation
from auth.core.formats import SOURCE_LOCALE
from moderation.policy.labels import label_words
from moderation.review.items import wording
from moderation.translations.catalogues import CATALOGUES, FOLDER


def setup(app: Flask) -> None:
    """Translate and format the pages in the language of the request."""
    Babel().init_app(
        app,
        default_locale=str(SOURCE_LOCALE),
        default_domain=";".join(CATALOGUES),
        default_translation_directories=";".join([str(FOLDER)] * len(CATALOGUES)),
        locale_selector=chosen,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        _=_gettext, gettext=_gettext, ngettext=_ngettext, pgettext=_pgettext
    )
    app.jinja_env.globals["page_language"] = page_language
    app.jinja_env.globals["page_direction"] = page_direction
    app.jinja_env.filters.update(
        day=formats.day,
        month=formats.month,
        clock=formats.clock,
        moment=formats.moment,
        timestamp=formats.timestamp,
        number=formats.number,
        fixed=formats.fixed,
        language_name=formats.language_name,
        listing=formats.listing,
        label_words=label_words,
        reason_words=wording.reason_words,
        report_words=wording.report_words,
        rule_words=wording.rule_words,
        state_words=wording.state_words,
        capped=formats.capped,
    )


def chosen() -> str | None:
    """Return the language of the request; ``None`` for the default.

    The API is in English. The languages of a site and the choice of a reader belong
    here, once there are any.
    """
    is_api = has_request_context() and request.path.startswith("/api/")
    return str(SOURCE_LOCALE) if is_api else None


def page_language() -> str:
    """Return the language tag of the page, such as ``en-GB``."""
    return str(formats.locale()).replace("_", "-")


def page_direction() -> str:
    """Return ``rtl`` for languages that are written from right to left."""
    return formats.locale().text_direction


@pass_eval_context
def _gettext(context: EvalContext, text: str, /, **values: Any) -> str:
    found = translation.catalogue().gettext(text)
    if not values:
        return _finished(found, context.autoescape)
    return _marked(context, found) % values


@pass_eval_context
def _ngettext(
    context: EvalContext, one: str, many: str, num: int, /, **values: Any
) -> str:
    found = translation.catalogue().ngettext(one, many, num)
    return _marked(context, found) % {"num": num, **values}


@pass_eval_context
def _pgettext(context: EvalContext, meaning: str, text: str, /, **values: Any) -> str:
    found = translation.catalogue().pgettext(meaning, text)
    return _marked(context, found) % values


def _marked(context: EvalContext, text: str) -> str:
    """Return *text* as markup, so that values in its placeholders are escaped."""
    return Markup(text) if context.autoescape else text  # noqa: S704  From a catalogue.


@lru_cache(maxsize=8192)
def _finished(text: str, autoescape: bool) -> str:
    finished = text % {}
    return Markup(finished) if autoescape else finished  # noqa: S704  As above.
