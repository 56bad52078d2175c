"""Code that may be in only one module, so that it is the same everywhere."""

from __future__ import annotations

import re

import pytest

from tests.architecture.test_house import ROOT, sources

ONE_PLACE = {
    r"except .*SQLAlchemyError": "moderation/platform/chore_runner.py",
    r"except .*IntegrityError": "auth/db/upserts.py",
    r"on_conflict": "auth/db/upserts.py",
}
"""A pattern, and the only file that may contain it."""


@pytest.mark.parametrize("pattern", ONE_PLACE)
def test_a_task_that_has_a_helper_is_done_by_it_alone(pattern: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(pattern, path.read_text())
    }

    assert found == {ONE_PLACE[pattern]}
