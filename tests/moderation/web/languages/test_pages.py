"""Admins choose a site's languages, and say who reviewed a translation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.core.permissions import Role
from auth.sites.languages import languages_of as languages_of_site
from tests.calling import Caller, Newsroom

UNREVIEWED = "Machine-made, not yet reviewed by a native speaker"


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


def languages_of(called: Newsroom) -> list[str]:
    with called.database.unit_of_work(write=False) as work:
        return list(languages_of_site(work.session.scalars(select(Site)).one()))


def test_the_language_of_the_site_is_the_first(called: Newsroom, admin: Caller) -> None:
    admin.send("/admin/languages", language="de", others="en")

    assert languages_of(called) == ["de", "en"]


def test_an_unknown_language_is_refused(called: Newsroom, admin: Caller) -> None:
    answer = admin.send("/admin/languages", language="xx")

    assert answer.status_code == 422
    assert languages_of(called) == ["en"]


def test_a_translation_counts_as_unreviewed_until_somebody_is_named(
    admin: Caller,
) -> None:
    before = admin.client.get("/admin/languages").text
    admin.send("/admin/languages/reviewer", language="de", reviewer=" Ruth  Berger ")
    after = admin.client.get("/admin/languages").text

    assert "Ruth Berger" in after
    assert before.count(UNREVIEWED) - after.count(UNREVIEWED) == 1


def test_a_name_that_is_too_long_is_refused_and_kept(admin: Caller) -> None:
    name = "R" * 81

    answer = admin.send("/admin/languages/reviewer", language="de", reviewer=name)

    assert answer.status_code == 422
    assert name in answer.text
