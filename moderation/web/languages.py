"""The language, the dates and the numbers of the pages."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import flask_babel
from babel import dates, numbers
from flask import Flask, has_request_context, request
from flask_babel import Babel
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from auth.core import translation
from moderation.translations.catalogues import CATALOGUES, FOLDER

SOURCE_LOCALE = "en_GB"
"""The texts in the code are English, with the dates of British newspapers."""


def setup(app: Flask) -> None:
    """Give the pages their texts, dates and numbers in the language of the request."""
    Babel().init_app(
        app,
        default_locale=SOURCE_LOCALE,
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
        day=day, clock=clock, moment=moment, number=number, fixed=fixed
    )


def chosen() -> str | None:
    """Return the language of the request, ``None`` for the default. The API is English.

    A site's languages and a reader's choice belong here.
    """
    is_api = has_request_context() and request.path.startswith("/api/")
    return SOURCE_LOCALE if is_api else None


def page_language() -> str:
    """Return what the page says of its language, such as ``en-GB``."""
    return str(flask_babel.get_locale()).replace("_", "-")


def page_direction() -> str:
    """Return ``rtl`` where the language is written from right to left."""
    locale = flask_babel.get_locale()
    return str(locale.text_direction) if locale else "ltr"


def day(at: datetime) -> str:
    """Return the date, such as "30 November 2026"."""
    return str(flask_babel.format_date(at, "long"))


def clock(at: datetime) -> str:
    """Return the time of day with its time zone, such as "08:05 UTC"."""
    zone = dates.get_timezone_name(
        flask_babel.to_user_timezone(at), "short", locale=flask_babel.get_locale()
    )
    return f"{flask_babel.format_time(at, 'short')} {zone}"


def moment(at: datetime) -> str:
    """Return date and time, such as "30 November 2026, 08:05 UTC"."""
    return translation.gettext("%(day)s, %(time)s", day=day(at), time=clock(at))


def number(value: float) -> str:
    """Return a number as the language groups its digits, such as "1,000"."""
    return numbers.format_decimal(value, locale=flask_babel.get_locale())


def fixed(value: float, digits: int = 2) -> str:
    """Return a number with so many digits behind its decimal sign."""
    return _fixed(round(value, digits), digits, flask_babel.get_locale())


@lru_cache(maxsize=4096)
def _fixed(value: float, digits: int, locale: Any) -> str:
    pattern = "0." + "0" * digits if digits else "0"
    return numbers.format_decimal(value, pattern, locale=locale)


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
    """Return *text* as markup, so that what is put into it is escaped."""
    return Markup(text) if context.autoescape else text  # noqa: S704  From a catalogue.


@lru_cache(maxsize=8192)
def _finished(text: str, autoescape: bool) -> str:
    finished = text % {}
    return Markup(finished) if autoescape else finished  # noqa: S704  As above.
