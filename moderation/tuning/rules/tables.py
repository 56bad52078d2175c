"""Tables of figures, which can be shown on a page, drawn as a chart, or sent as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from auth.core.formats import number
from auth.core.translation import gettext as _
from moderation.tuning.rules.charts import Chart
from moderation.tuning.rules.formatting import share_words
from moderation.tuning.rules.shares import Share

Cell = str | int | float | Share | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """Rows of figures.

    :param charts: the charts beside the table.
    """

    key: str
    title: str
    about: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    charts: Sequence[Chart] = ()


def cell_words(cell: Cell) -> str:
    """Return the text of a cell on the page."""
    if cell is None:
        return _("unknown")
    if isinstance(cell, Share):
        return share_words(cell)
    return number(round(cell, 1)) if isinstance(cell, float) else str(cell)


def as_csv(table: Table) -> str:
    """Return the table as CSV, without texts that a spreadsheet would run."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    shares = {
        place
        for row in table.rows
        for place, cell in enumerate(row)
        if isinstance(cell, Share)
    }
    head: list[str] = []
    for place, name in enumerate(table.columns):
        head += [name]
        if place in shares:
            head += [_("%(name)s, from", name=name), _("%(name)s, to", name=name)]
    writer.writerow(head)
    for row in table.rows:
        writer.writerow([value for cell in row for value in _values(cell)])
    return stream.getvalue()


def disarmed(text: str) -> str:
    """Return *text*, escaped so that no spreadsheet treats it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _values(cell: Cell) -> list[str | int | float | None]:
    if isinstance(cell, Share):
        is_known = cell.value is not None
        return [cell.value, *((cell.low, cell.high) if is_known else (None, None))]
    return [disarmed(cell) if isinstance(cell, str) else cell]
