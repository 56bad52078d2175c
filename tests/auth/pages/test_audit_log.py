"""Finding an act in the audit log."""

from __future__ import annotations

import pytest

from auth.core import audit
from auth.core.permissions import Role
from tests.calling import Caller, Newsroom


@pytest.fixture
def ada(called: Newsroom) -> Caller:
    """An admin, after Ada and Mo have done three things."""
    caller, admin = called.person("Ada", Role.ADMIN)
    _, moderator = called.person("Mo", Role.MODERATOR)
    acts = [
        (admin, "article.close", ("article", "truce")),
        (moderator, "review.reject", ("comment", 7)),
        (moderator, "review.approve", ("comment", 8)),
    ]
    with called.database.unit_of_work(write=True) as work:
        for actor, action, subject in acts:
            audit.record(
                work.session,
                actor_id=actor.account_id,
                action=action,
                subject=subject,
                site_id=None,
                now=work.now,
            )
    return caller


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"article truce", "comment 7", "comment 8"}),
        ("actor=mo", {"comment 7", "comment 8"}),
        ("actor=nobody", set()),
        ("action=review.reject", {"comment 7"}),
        ("subject=comment&number=8", {"comment 8"}),
        ("subject=article", {"article truce"}),
        ("since=2020-01-01&actor=Ada", {"article truce"}),
        ("until=2020-01-01", set()),
    ],
)
def test_acts_are_found_by_who_did_what_to_what_and_when(
    ada: Caller, query: str, found: set[str]
) -> None:
    page = ada.client.get(f"/admin/audit-log?{query}").get_data(as_text=True)
    rows = page.split("<tbody>")[1]

    everything = {"article truce", "comment 7", "comment 8"}
    assert {each for each in everything if f">{each}</td>" in rows} == found


@pytest.mark.parametrize("query", ["since=soon", "until=9999-12-31", "before=x"])
def test_an_invalid_filter_is_refused(ada: Caller, query: str) -> None:
    assert ada.client.get(f"/admin/audit-log?{query}").status_code == 422
