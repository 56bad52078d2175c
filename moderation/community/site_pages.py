"""The settings of a site, for admins, and its colour and logo, for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import CeasefireError, ConflictError, InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from auth.sites import looks
from auth.sites.inputs import SWITCHES, ChangeSite
from auth.sites.logo_models import SiteLogo
from moderation.community.schemas import SiteForm
from moderation.compliance.law.services import exemption
from moderation.web.request import current_site

blueprint = Blueprint("community_site", __name__, template_folder="templates")

A_DAY = "public, max-age=86400"
AT_RISK = lazy_gettext(
    "This site has readers in the United Kingdom, and a feature is on that may end the "
    "exemption from the Online Safety Act. See “Law”."
)


@blueprint.get("/admin/site")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """Show the site's settings."""
    return _page()


@blueprint.post("/admin/site")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the site's settings"),
    {
        "name": lazy_gettext("Name"),
        "host": lazy_gettext("Host"),
        "colour": lazy_gettext("Colour of links and buttons"),
        "closing_days": lazy_gettext("Days until comments close"),
        "allowed_origins": lazy_gettext("Pages that may embed the discussions"),
    },
)
def change() -> ResponseReturnValue:
    """Change the site's name, host, colour, logo and what readers can do."""
    try:
        change = forms.read(SiteForm)
        with unit_of_work(write=True) as work:
            site = current_site(work.session)
            before = site.host
            _check_host(site, change)
            looks.change(work.session, site, change)
            _change_logo(work, site, change)
            _write_down(work, site)
            has_moved = site.host != before
            is_at_risk = exemption.is_at_risk(work.session, site)
    except (InvalidError, ConflictError) as error:
        return _page(forms.sent(), error), 409 if isinstance(
            error, ConflictError
        ) else 422
    flash(_("Saved. The site now uses its new host.") if has_moved else _("Saved."))
    if is_at_risk:
        flash(str(AT_RISK), "notice")
    return redirect(url_for("community_site.show"), 303)


@blueprint.get("/site.css")
@public
def style() -> Response:
    """Send the site's colour as a style sheet for the light theme."""
    with unit_of_work(write=False) as work:
        colour = current_site(work.session).colour
    rule = f":root {{ --pencil: {colour}; --pencil-strong: {colour}; }}"
    sheet = f"@media (prefers-color-scheme: light) {{ {rule} }}\n" if colour else ""
    response = Response(sheet, mimetype="text/css")
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/site-logo.png")
@public
def logo() -> Response:
    """Send the site's logo.

    :raises NotFoundError: if it has none.
    """
    with unit_of_work(write=False) as work:
        found = work.session.get(SiteLogo, current_site(work.session).id)
        if found is None:
            raise NotFoundError(_("This site has no logo."))
        response = Response(found.content, mimetype="image/png")
    response.headers["Cache-Control"] = A_DAY
    return response


def _check_host(site: Site, change: ChangeSite) -> None:
    """Check that an admin of one site leaves the host as it is.

    :raises InvalidError: if they change it.
    """
    is_changed = change.host.strip().lower() != site.host
    if is_changed and not acting().may(Permission.RUN_NEWSROOM):
        raise InvalidError(
            _("Only an admin of the whole newsroom can change the host."),
            {"field": "host"},
        )


def _change_logo(work: UnitOfWork, site: Site, change: ChangeSite) -> None:
    sent = forms.upload("logo")
    if sent is not None:
        content = sent.read(looks.MOST_BYTES + 1)
        looks.put_logo(work.session, site, content, now=work.now)
    elif change.remove_logo:
        looks.remove_logo(work.session, site)


def _write_down(work: UnitOfWork, site: Site) -> None:
    audit.record(
        work.session,
        actor_id=acting().account_id,
        action="site.change",
        subject=("site", site.id),
        site_id=site.id,
        now=work.now,
        detail={
            "name": site.name,
            "host": site.host,
            "colour": site.colour,
            "has_logo": site.has_logo,
            "allowed_origins": site.allowed_origins,
            "closing_days": site.closing_days,
        }
        | {switch: getattr(site, switch) for switch in SWITCHES},
    )


def _page(
    form: Mapping[str, str] = MappingProxyType({}), error: CeasefireError | None = None
) -> str:
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        stored = {
            "name": site.name,
            "host": site.host,
            "colour": site.colour,
            "closing_days": site.closing_days or "",
            "allowed_origins": "\n".join(site.allowed_origins),
        }
        return render_template(
            "community/site.html",
            site=site,
            form=form or stored,
            error=error,
            is_on={
                switch: form.get(switch) == "on" if form else getattr(site, switch)
                for switch in SWITCHES
            },
        )
