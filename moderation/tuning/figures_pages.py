"""The figures of the desk: tables, charts, and CSV of each."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from auth.access.declarations import needs
from auth.access.identity import acting
from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.sites import lookup
from moderation.tuning.rules.charts import described, draw
from moderation.tuning.rules.tables import as_csv, cell_words
from moderation.tuning.services.figures import TABLES
from moderation.tuning.services.site_filters import EVERYWHERE, Area
from moderation.web.request import current_site

blueprint = Blueprint("tuning_figures", __name__)
blueprint.add_app_template_filter(draw, "drawing")
blueprint.add_app_template_filter(described, "described")


@blueprint.get("/figures")
@needs(Permission.SEE_FIGURES)
def show() -> str:
    """Show every table of figures, for all sites or for the chosen one.

    A role for a site, or for some of its sections, limits the figures to these.
    """
    with unit_of_work(write=False) as work:
        known = _open_to_actor(work.session)
        site = _chosen(known)
        area = _area(site)
        tables = [
            make(work.session, now=work.now, area=area) for make in TABLES.values()
        ]
        return render_template(
            "tuning/figures.html",
            tables=tables,
            words=cell_words,
            sites=known,
            chosen=site,
            sections=sorted(area.sections or ()),
        )


@blueprint.get("/figures/<key>.csv")
@needs(Permission.SEE_FIGURES)
def download(key: str) -> Response:
    """Send one table as CSV, for all sites or for the chosen one."""
    if key not in TABLES:
        raise NotFoundError(_("There is no such table of figures."))
    with unit_of_work(write=False) as work:
        site = _chosen(_open_to_actor(work.session))
        of = f"-{site.host}" if site else ""
        table = TABLES[key](work.session, now=work.now, area=_area(site))
    answer = Response(as_csv(table), mimetype="text/csv")
    name = f"{key}{of}.csv".replace(":", "-")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _open_to_actor(session: Session) -> Sequence[Site]:
    """Return the sites whose figures the actor may see."""
    if acting().is_newsroom_wide:
        return lookup.all_sites(session)
    return [current_site(session)]


def _area(site: Site | None) -> Area:
    return Area(site.id, acting().sections) if site else EVERYWHERE


def _chosen(known: Sequence[Site]) -> Site | None:
    """Return the chosen site; ``None`` for all.

    :raises NotFoundError: if the actor may see no such site.
    """
    host = request.args.get("site", "")
    if not host:
        return None if acting().is_newsroom_wide else known[0]
    for site in known:
        if site.host == host:
            return site
    raise NotFoundError(_("This newsroom has no such site."))
