"""The law page names each feature that touches the UK's exemption, and its state."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.compliance.law.rules import FEATURES, OTHER_SWITCHES
from moderation.compliance.law.services import exemption
from tests.calling import Caller, Newsroom

SITE = {"name": "The Courier", "host": "localhost", "colour": ""}


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


def read(admin: Caller, path: str = "/admin/law") -> str:
    return " ".join(admin.client.get(path).get_data(as_text=True).split())


def test_every_switch_of_a_site_is_assessed() -> None:
    assessed = {each.switch for each in FEATURES} - {""}

    assert set(exemption.switches()) == assessed | OTHER_SWITCHES, (
        "say in FEATURES what the new switch means for the UK's exemption"
    )


def test_each_feature_stands_on_the_page_with_its_state(admin: Caller) -> None:
    page = read(admin)

    for feature in FEATURES:
        assert str(feature.name) in page.replace("&#39;", "'")
    assert page.count("does not exist") == sum(not each.exists for each in FEATURES)


def test_a_site_with_readers_in_the_uk_is_warned(admin: Caller) -> None:
    before = read(admin)
    admin.send("/admin/law", serves_uk="1")

    admin.send("/admin/site", **SITE, has_reader_pages="on")

    assert "a feature is on that may end the exemption" not in before
    assert "See “Law”" in read(admin, "/admin/site")
    assert "a feature is on that may end the exemption" in read(admin)


def test_a_site_without_the_feature_is_not_warned(admin: Caller) -> None:
    admin.send("/admin/law", serves_uk="1")

    admin.send("/admin/site", **SITE)

    assert "See “Law”" not in read(admin, "/admin/site")


@pytest.mark.parametrize(
    ("form", "conclusion"),
    [
        ({"has_reader_pages": "on"}, "These features may end the exemption."),
        ({}, "the service is exempt"),
    ],
)
def test_the_self_assessment_draws_its_conclusion(
    admin: Caller, form: dict[str, str], conclusion: str
) -> None:
    admin.send("/admin/site", **SITE, **form)

    assert conclusion in read(admin, "/admin/law/self-assessment")
