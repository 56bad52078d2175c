"""The figures of the desk: tables, charts, and CSV of each."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from auth.access.identity import needs
from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from auth.sites import lookup
from moderation.tuning.rules.charts import described, draw
from moderation.tuning.rules.tables import as_csv, cell_words
from moderation.tuning.services.figures import TABLES

blueprint = Blueprint("figures", __name__)
blueprint.add_app_template_filter(draw, "drawing")
blueprint.add_app_template_filter(described, "described")


@blueprint.get("/figures")
@needs(Permission.SEE_FIGURES)
def show() -> str:
    """Show every table of figures, of all sites or of the one that is asked for."""
    with unit_of_work(write=False) as work:
        known = lookup.all_sites(work.session)
        site = _chosen(known)
        tables = [
            make(work.session, now=work.now, site_id=site.id if site else None)
            for make in TABLES.values()
        ]
        return render_template(
            "tuning/figures.html",
            tables=tables,
            words=cell_words,
            sites=known,
            chosen=site,
        )


@blueprint.get("/figures/<key>.csv")
@needs(Permission.SEE_FIGURES)
def download(key: str) -> Response:
    """Answer one table as CSV, of all sites or of the one that is asked for."""
    if key not in TABLES:
        raise NotFoundError("There is no such table of figures.")
    with unit_of_work(write=False) as work:
        site = _chosen(lookup.all_sites(work.session))
        site_id, of = (site.id, f"-{site.host}") if site else (None, "")
        table = TABLES[key](work.session, now=work.now, site_id=site_id)
    answer = Response(as_csv(table), mimetype="text/csv")
    name = f"{key}{of}.csv".replace(":", "-")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _chosen(known: Sequence[Site]) -> Site | None:
    host = request.args.get("site", "")
    if not host:
        return None
    for site in known:
        if site.host == host:
            return site
    raise NotFoundError("This newsroom has no such site.")
