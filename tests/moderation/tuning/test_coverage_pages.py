from __future__ import annotations

import pytest

from auth.core.permissions import Role
from tests.calling import Newsroom
from tests.pages import tags

PAGE = "/admin/coverages"
PLAN = {
    "name": "The truce",
    "profile": "conflict",
    "words": "truce\nair strike",
    "reason": "It may not hold.",
    "review_at": "2999-01-01T00:00",
}


def test_a_coverage_is_planned_shown_with_its_price_and_ended(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    ada.send(PAGE, **PLAN)
    shown = ada.client.get(PAGE).get_data(as_text=True)
    ada.send(f"{PAGE}/1/end")
    after = ada.client.get(PAGE).get_data(as_text=True)

    assert "truce, air strike" in shown
    assert "0 of 0 comments held" in shown
    assert "End it now" not in after


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"ends_at": "2001-01-01T06:00"}, "ends_at", id="over already"),
        pytest.param({"ends_at": "soon"}, "ends_at", id="no time"),
        pytest.param({"review_at": "2001-01-01T06:00"}, "review_at", id="reviewed"),
    ],
)
def test_a_refused_plan_is_shown_again_as_it_was_sent(
    called: Newsroom, change: dict[str, str], wrong: str
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    page = ada.send(PAGE, **(PLAN | change)).get_data(as_text=True)

    fields = {each.get("name", ""): each for each in tags(page, "input")}
    kept = PLAN | change
    assert fields["name"]["value"] == "The truce"
    assert fields["review_at"]["value"] == kept["review_at"]
    assert "truce\nair strike</textarea>" in page
    assert "aria-invalid" in fields[wrong]


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"words": ""}, {"ends_at": "soon"}, {"profile": "x"}]
)
def test_an_invalid_plan_changes_nothing(
    called: Newsroom, change: dict[str, str]
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()

    answer = ada.send(PAGE, **(PLAN | change))

    assert answer.status_code in (404, 422)
    assert called.rows() == before


def test_the_site_s_profile_is_chosen(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    ada.send("/admin/profile-choices", section="", profile="conflict")

    page = ada.client.get("/admin/profile-choices").get_data(as_text=True)
    assert '<option value="conflict" selected>' in page


def test_the_audit_sample_is_planned(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    ada.send("/admin/audit-sample", share="2.5", most_a_day="40")

    page = ada.client.get("/admin/audit-sample").get_data(as_text=True)
    assert 'value="2.5"' in page
    assert "unknown" in page
