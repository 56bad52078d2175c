"""The languages of a site and of an account, and who reviewed a translation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext, speaking
from auth.db.database import unit_of_work
from auth.sites import languages
from moderation.translations.languages import FOR_READERS, LANGUAGES, SOURCE
from moderation.web.languages.choosing import choices, page_languages
from moderation.web.languages.schemas import (
    LanguagesForm,
    PreferLanguageForm,
    ReviewerForm,
)
from moderation.web.request import current_site

blueprint = Blueprint("web_languages", __name__)

TRANSLATED = tuple(each.code for each in LANGUAGES if each.code != SOURCE)


@blueprint.get("/admin/languages")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """Show the site's languages, and who reviewed each translation."""
    return _page()


@blueprint.post("/admin/languages")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save the site's languages"))
def change() -> ResponseReturnValue:
    """Set the site's language and the others that it offers."""
    try:
        change = forms.read(LanguagesForm)
        with unit_of_work(write=True) as work:
            site = current_site(work.session)
            languages.change(site, change, known=FOR_READERS)
            audit.record(
                work.session,
                actor_id=acting().account_id,
                action="site.languages",
                subject=("site", site.id),
                site_id=site.id,
                now=work.now,
                detail={"languages": site.languages},
            )
    except InvalidError as error:
        return _page(error), 422
    flash(_("Saved."))
    return redirect(url_for("web_languages.show"), 303)


@blueprint.post("/admin/languages/reviewer")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the reviewer"), {"reviewer": lazy_gettext("Reviewed by")}
)
def name_reviewer() -> ResponseReturnValue:
    """Say which native speaker has reviewed a translation."""
    try:
        change = forms.read(ReviewerForm)
        with unit_of_work(write=True) as work:
            languages.name_reviewer(
                work.session, change, known=TRANSLATED, now=work.now
            )
            audit.record(
                work.session,
                actor_id=acting().account_id,
                action="language.review",
                subject=("language", change.language),
                site_id=None,
                now=work.now,
                detail={"reviewer": change.reviewer},
            )
    except InvalidError as error:
        return _page(error, form=forms.sent()), 422
    flash(_("Saved."))
    return redirect(url_for("web_languages.show"), 303)


@blueprint.post("/account/language")
@needs(Permission.OWN_ACCOUNT)
@limited("own")
@takes_form(lazy_gettext("Save the language"))
def prefer() -> ResponseReturnValue:
    """Set the language that the reader prefers, for pages and mail."""
    change = forms.read(PreferLanguageForm)
    with unit_of_work(write=True) as work:
        account = work.session.get_one(Account, acting().account_id)
        languages.prefer(account, change.language, known=choices())
    # The next page is in the language chosen just now, and so is its message.
    with speaking(change.language or page_languages()[0]):
        flash(_("Saved."))
    return redirect(url_for("auth.account", lang=None), 303)


def _page(
    error: InvalidError | None = None,
    *,
    form: Mapping[str, str] = MappingProxyType({}),
) -> str:
    with unit_of_work(write=False) as work:
        return render_template(
            "languages.html",
            own=page_languages(),
            known=FOR_READERS,
            languages=[each for each in LANGUAGES if each.code != SOURCE],
            reviewers=languages.reviewers(work.session),
            error=error,
            form=form,
        )
