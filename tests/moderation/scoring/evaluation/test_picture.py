"""The picture of a calibration."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation.figures import Bin
from moderation.scoring.evaluation.picture import MARGIN, SIDE, as_svg


def test_each_label_has_a_diagram_with_a_dot_for_each_bin() -> None:
    bins = [Bin(0.1, 0.0, 0.9, 90), Bin(1.0, 1.0, 0.1, 10)]

    svg = as_svg({Label.TOXICITY: bins, Label.INSULT: bins})

    root = ET.fromstring(svg)

    dots = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(dots) == 4
    assert (float(dots[1].attrib["cx"]), float(dots[1].attrib["cy"])) == (
        MARGIN + SIDE,
        MARGIN,
    )
