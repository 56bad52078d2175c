"""The figures of the desk: tables, charts, and CSV of each."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from auth.database import unit_of_work
from auth.errors import NotFoundError
from auth.identity import needs
from auth.permissions import Permission
from moderation.tuning.rules.charts import described, draw
from moderation.tuning.rules.tables import as_csv, cell_words
from moderation.tuning.services.figures import TABLES

blueprint = Blueprint("figures", __name__)
blueprint.add_app_template_filter(draw, "drawing")
blueprint.add_app_template_filter(described, "described")


@blueprint.get("/figures")
@needs(Permission.SEE_FIGURES)
def show() -> str:
    """Show every table of figures."""
    with unit_of_work(write=False) as work:
        tables = [make(work.session, now=work.now) for make in TABLES.values()]
    return render_template("tuning/figures.html", tables=tables, words=cell_words)


@blueprint.get("/figures/<key>.csv")
@needs(Permission.SEE_FIGURES)
def download(key: str) -> Response:
    """Answer one table as CSV."""
    if key not in TABLES:
        raise NotFoundError("There is no such table of figures.")
    with unit_of_work(write=False) as work:
        table = TABLES[key](work.session, now=work.now)
    answer = Response(as_csv(table), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{key}.csv")
    return answer
