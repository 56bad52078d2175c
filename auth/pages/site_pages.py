"""The house rules, terms, privacy and contact pages of a site, and their editor."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.identity import acting
from auth.core.errors import CeasefireError, ConflictError, InvalidError, NotFoundError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.schemas import SitePageForm
from auth.sites import pages_service
from auth.sites.languages import languages_of
from auth.sites.lookup import site_for
from auth.sites.page_rules import LONGEST_TEXT, TITLES, PageKind, blocks


@blueprint.get("/rules", defaults={"kind": PageKind.RULES})
@blueprint.get("/terms", defaults={"kind": PageKind.TERMS})
@blueprint.get("/privacy", defaults={"kind": PageKind.PRIVACY})
@blueprint.get("/contact", defaults={"kind": PageKind.CONTACT})
@public
def site_page(kind: PageKind) -> str:
    """Show the current version of a page, or the one in the query string."""
    with unit_of_work(write=False) as work:
        site = site_for(work.session, request.host)
        asked = query_number("version") if "version" in request.args else None
        page = (
            pages_service.current(work.session, site_id=site.id, kind=kind)
            if asked is None
            else pages_service.in_version(
                work.session, site_id=site.id, kind=kind, version=asked
            )
        )
        return render_template(
            "auth/site_page.html",
            kind=kind,
            title=TITLES[kind],
            site=site,
            page=page,
            blocks=blocks(kind, page.text),
            language=languages_of(site)[0].replace("_", "-"),
            versions=pages_service.versions(work.session, site_id=site.id, kind=kind),
        )


@blueprint.get("/admin/pages")
@needs(Permission.RUN_SITE)
def show_site_pages() -> str:
    """List the site's pages with their versions."""
    with unit_of_work(write=False) as work:
        site = site_for(work.session, request.host)
        pages = {
            kind: pages_service.current(work.session, site_id=site.id, kind=kind)
            for kind in PageKind
        }
    return render_template("auth/site_pages.html", pages=pages, titles=TITLES)


@blueprint.get("/admin/pages/<kind>")
@needs(Permission.RUN_SITE, fresh=True)
def edit_site_page(kind: str) -> str:
    """Show the form with the current text."""
    return _form(_kind(kind))


@blueprint.post("/admin/pages/<kind>")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Publish the new version"), {"text": lazy_gettext("Text")})
def publish_site_page(kind: str) -> ResponseReturnValue:
    """Publish a new version."""
    which, change = _kind(kind), forms.read(SitePageForm)
    try:
        with unit_of_work(write=True) as work:
            version = pages_service.publish(
                work.session,
                change,
                site=site_for(work.session, request.host),
                kind=which,
                by_id=acting().account_id,
                now=work.now,
            )
    except (InvalidError, ConflictError) as error:
        status = 409 if isinstance(error, ConflictError) else 422
        return _form(which, forms.sent(), error), status
    flash(
        _(
            "%(page)s: version %(version)s is in force.",
            page=TITLES[which],
            version=version,
        )
    )
    return redirect(url_for("auth.show_site_pages"), 303)


def _kind(text: str) -> PageKind:
    try:
        return PageKind(text)
    except ValueError as error:
        raise NotFoundError(_("There is no such page.")) from error


def _form(
    kind: PageKind,
    form: Mapping[str, str] = MappingProxyType({}),
    error: CeasefireError | None = None,
) -> str:
    with unit_of_work(write=False) as work:
        site = site_for(work.session, request.host)
        page = pages_service.current(work.session, site_id=site.id, kind=kind)
    return render_template(
        "auth/edit_site_page.html",
        kind=kind,
        title=TITLES[kind],
        page=page,
        form=form or {"text": page.text},
        error=error,
        longest=LONGEST_TEXT,
    )
