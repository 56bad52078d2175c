"""Translates and formats the pages in the language of the request."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from flask import Flask
from flask_babel import Babel, Domain

from auth.core import formats, translation
from auth.core.translation import SOURCE_LOCALE
from moderation.compliance.notices.rules import kind_words as notice_kind_words
from moderation.policy.labels import label_words, threshold_words
from moderation.review.items import wording
from moderation.translations import po_files
from moderation.translations.catalogues import FOLDER
from moderation.web.languages import choosing, texts


class PoFiles(Domain):  # type: ignore[misc]  # Flask-Babel has no types.
    """Takes the translations from ``.po`` files, and keeps them for the process."""

    def get_translations(self) -> NullTranslations:
        """Return the translations for the language of the request."""
        return po_files.kept(formats.locale(), Path(self.translation_directories[0]))


def setup(app: Flask) -> None:
    """Translate and format the pages of *app*, and mail."""
    babel = Babel()
    babel.init_app(
        app,
        default_locale=str(SOURCE_LOCALE),
        default_translation_directories=str(FOLDER),
        locale_selector=choosing.chosen,
    )
    babel.domain_instance = PoFiles()
    translation.CATALOGUES.load = po_files.kept
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        _=texts.gettext,
        gettext=texts.gettext,
        ngettext=texts.ngettext,
        pgettext=texts.pgettext,
        page_language=choosing.page_language,
        page_direction=choosing.page_direction,
        page_languages=choosing.page_languages,
        language_choices=choosing.choices,
    )
    app.jinja_env.filters.update(
        day=formats.day,
        month=formats.month,
        clock=formats.clock,
        moment=formats.moment,
        timestamp=formats.timestamp,
        number=formats.number,
        fixed=formats.fixed,
        language_name=formats.language_name,
        own_language_name=formats.own_language_name,
        listing=formats.listing,
        in_language=choosing.in_language,
        label_words=label_words,
        threshold_words=threshold_words,
        reason_words=wording.reason_words,
        notice_kind_words=notice_kind_words,
        report_words=wording.report_words,
        rule_words=wording.rule_words,
        state_words=wording.state_words,
        capped=formats.capped,
    )
