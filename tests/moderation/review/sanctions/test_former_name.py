"""The sanction *premoderate* was called *hold*, which programs may still send."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from auth.core.permissions import Role
from tests.calling import Newsroom


@pytest.mark.parametrize("kind", ["premoderate", "hold"])
def test_both_names_impose_the_same_sanction(called: Newsroom, kind: str) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author = called.person_alone("Ann")
    body = {"kind": kind, "reason": "insult"}

    answer = moderator.post(f"/authors/{author.account_id}/sanctions", body)

    assert (answer.status_code, answer.json["kind"]) == (201, "premoderate")


def test_a_process_of_the_former_version_can_read_it(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author = called.person_alone("Ann")
    body = {"kind": "premoderate", "reason": "insult"}

    moderator.post(f"/authors/{author.account_id}/sanctions", body)

    with called.database.unit_of_work(write=False) as work:
        stored = work.session.execute(text("SELECT kind FROM sanction")).scalar_one()
    assert stored == "hold"
