"""The yearly report of a site: its tables, each as CSV, and the facts behind them."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template

from auth.access.declarations import needs
from auth.core.errors import NotFoundError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.compliance.report.rules import COLUMNS, OFFICIAL_PARTS
from moderation.compliance.report.services import report_facts
from moderation.compliance.report.services.tables import TABLES
from moderation.tuning.rules.tables import as_csv, cell_words, disarmed
from moderation.web.request import current_site

blueprint = Blueprint("compliance_report", __name__, template_folder="../templates")

FIRST_YEAR = 2020


@blueprint.get("/admin/report")
@needs(Permission.RUN_SITE)
def show() -> str:
    """Show the report of a year, by default the current one."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        this_year = work.now.year
        year = _year(query_number("year") or this_year, this_year)
        facts = list(report_facts.read(work.session, site_id=site.id, year=year))
        return render_template(
            "compliance/report.html",
            tables=[
                make(work.session, facts, site.id, year) for make in TABLES.values()
            ],
            parts=OFFICIAL_PARTS,
            words=cell_words,
            year=year,
            years=range(this_year, max(site.created_at.year, FIRST_YEAR) - 1, -1),
            decisions=len(facts),
        )


@blueprint.get("/admin/report/<int:year>/<key>.csv")
@needs(Permission.RUN_SITE)
def download(year: int, key: str) -> Response:
    """Send one table as CSV, or with the key ``facts`` one row for each decision."""
    if key not in (*TABLES, "facts"):
        raise NotFoundError(_("There is no such table."))
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        year = _year(year, work.now.year)
        facts = report_facts.read(work.session, site_id=site.id, year=year)
        if key == "facts":
            text = _facts_as_csv(facts)
        else:
            table = TABLES[key](work.session, list(facts), site.id, year)
            text = as_csv(table)
    response = Response(text, mimetype="text/csv")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"report-{year}-{key}.csv"
    )
    return response


def _facts_as_csv(facts: report_facts.Facts) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for each in facts:
        values = (getattr(each, name) for name in COLUMNS)
        writer.writerow([_cell(value) for value in values])
    return stream.getvalue()


def _cell(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="seconds")
    return disarmed(value) if isinstance(value, str) else value


def _year(year: int, this_year: int) -> int:
    if not FIRST_YEAR <= year <= this_year:
        raise NotFoundError(_("There is no report of this year."))
    return year
