"""The sites of the newsroom, for admins: a list, and a form that adds one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import CeasefireError, ConflictError, InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.sites import looks
from auth.sites.lookup import all_sites
from moderation.community.schemas import AddSiteForm
from moderation.web.request import current_site

blueprint = Blueprint("community_sites", __name__, template_folder="templates")


@blueprint.get("/admin/sites")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def show() -> str:
    """List the newsroom's sites, with a form that adds one."""
    return _page()


@blueprint.post("/admin/sites")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Add the site"),
    {"name": lazy_gettext("Name"), "host": lazy_gettext("Host")},
)
def add() -> ResponseReturnValue:
    """Add a site. Its pages and its queue can be opened on its host."""
    try:
        change = forms.read(AddSiteForm)
        with unit_of_work(write=True) as work:
            _check_own_host(current_site(work.session).host)
            site = looks.add(work.session, change, now=work.now)
            audit.record(
                work.session,
                actor_id=acting().account_id,
                action="site.add",
                subject=("site", site.id),
                site_id=None,
                now=work.now,
                detail={"name": site.name, "host": site.host},
            )
            name = site.name
    except (InvalidError, ConflictError) as error:
        status = 409 if isinstance(error, ConflictError) else 422
        return _page(forms.sent(), error), status
    flash(_("%(name)s has been added.", name=name))
    return redirect(url_for("community_sites.show"), 303)


def _check_own_host(host: str) -> None:
    """Check that this site can still be reached once it is not the only one.

    :raises InvalidError: if it is read on another host than its own.
    """
    if request.host != host:
        raise InvalidError(
            _(
                "This site is read on %(here)s, but its host is %(host)s. With a "
                "second site it could be reached only there. Change its host first.",
                here=request.host,
                host=host,
            )
        )


def _page(
    form: Mapping[str, str] = MappingProxyType({}), error: CeasefireError | None = None
) -> str:
    with unit_of_work(write=False) as work:
        return render_template(
            "community/sites.html",
            sites=all_sites(work.session),
            here=current_site(work.session),
            form=form,
            error=error,
        )
