"""Style sheets work from left to right and from right to left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "moderation" / "static" / "css").glob("*.css"))
SIDES = re.compile(
    r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right)[\w-]*|left|right|float)\s*:"
    r"|text-align\s*:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_names_no_left_and_no_right(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)

    found = [match.group().strip() for match in SIDES.finditer(rules)]
    assert found == [], "use logical properties: margin-inline-start, start, end"
