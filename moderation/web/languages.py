"""The language, the dates and the numbers of the pages."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain
from markupsafe import Markup, escape

from auth.core import formats, translation
from auth.core.formats import SOURCE_LOCALE
from moderation.compliance.notices.rules import kind_words as notice_kind_words
from moderation.policy.labels import label_words
from moderation.review.items import wording
from moderation.translations import po_files
from moderation.translations.catalogues import FOLDER


def setup(app: Flask) -> None:
    """Translate and format the pages in the language of the request."""
    babel = Babel()
    babel.init_app(
        app,
        default_locale=str(SOURCE_LOCALE),
        default_translation_directories=str(FOLDER),
        locale_selector=chosen,
    )
    babel.domain_instance = PoFiles()
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
        notice_kind_words=notice_kind_words,
        report_words=wording.report_words,
        rule_words=wording.rule_words,
        state_words=wording.state_words,
        capped=formats.capped,
    )


class PoFiles(Domain):  # type: ignore[misc]  # Flask-Babel has no types.
    """Takes the translations from ``.po`` files, and keeps them for the process."""

    def get_translations(self) -> NullTranslations:
        """Return the translations for the language of the request."""
        language = formats.locale()
        found: NullTranslations | None = self.cache.get(str(language))
        if found is None:
            folder = Path(self.translation_directories[0])
            found = self.cache[str(language)] = po_files.loaded(language, folder)
        return found


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


def _gettext(text: str, /, **values: Any) -> Markup:
    found = _translated(translation.catalogue(), text)
    return _filled(found, values) if values else _finished(found)


def _ngettext(one: str, many: str, num: int, /, **values: Any) -> Markup:
    found = translation.catalogue().ngettext(one, many, num)
    return _filled(found, {"num": num, **values})


def _pgettext(meaning: str, text: str, /, **values: Any) -> Markup:
    return _filled(translation.catalogue().pgettext(meaning, text), values)


@lru_cache(maxsize=8192)
def _translated(catalogue: NullTranslations, text: str) -> str:
    return catalogue.gettext(text)


@lru_cache(maxsize=8192)
def _finished(text: str) -> Markup:
    return Markup(text % {})  # noqa: S704  A text of ours or of a translator.


def _filled(text: str, values: dict[str, Any]) -> Markup:
    """Return *text* with the escaped *values* filled in."""
    safe = {name: escape(value) for name, value in values.items()}
    return Markup(text % safe)  # noqa: S704  As above.
