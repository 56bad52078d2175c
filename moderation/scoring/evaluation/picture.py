"""Draws reliability curves: how often a score is right, beside what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation.figures import Bin

SIDE = 220
"""The width and height of one diagram, in pixels."""

MARGIN = 40
LARGEST = 9.0
"""The radius of the dot of a bin with all the rows."""

STYLE = (
    "text{font:12px sans-serif;fill:#333}line,rect{stroke:#999;fill:none}"
    "polyline{fill:none;stroke:#1a5fb4;stroke-width:2}circle{fill:#1a5fb4}"
    "svg{background:#fff}"
)


def as_svg(curves: Mapping[Label, Sequence[Bin]]) -> str:
    """Return one picture with a diagram for each label.

    The diagonal is where a score is right as often as it says. A dot's area grows with
    the number of rows.
    """
    width = len(curves) * (SIDE + MARGIN) + MARGIN
    height = SIDE + 2 * MARGIN + 10
    box = f'viewBox="0 0 {width} {height}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f"<title>Reliability of calibrated scores</title><style>{STYLE}</style>",
    ]
    for place, (label, curve) in enumerate(curves.items()):
        parts += _diagram(label, curve, MARGIN + place * (SIDE + MARGIN))
    return "".join([*parts, "</svg>\n"])


def _diagram(label: Label, curve: Sequence[Bin], left: int) -> Iterator[str]:
    top, bottom = MARGIN, MARGIN + SIDE
    yield f'<text x="{left}" y="{top - 12}">{escape(label.value)}</text>'
    yield f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}"/>'
    yield f'<line x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{top}"/>'
    for value in (0.0, 0.5, 1.0):
        at = left + value * SIDE
        yield f'<text x="{at - 8:.0f}" y="{bottom + 16}">{value:g}</text>'
    yield f'<text x="{left}" y="{bottom + 32}">score; upwards: share that is so</text>'
    spots = [(left + each.score * SIDE, bottom - each.true * SIDE) for each in curve]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    yield f'<polyline points="{points}"/>'
    most = max((each.rows for each in curve), default=1)
    for (x, y), each in zip(spots, curve, strict=True):
        radius = max(2.0, LARGEST * (each.rows / most) ** 0.5)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
