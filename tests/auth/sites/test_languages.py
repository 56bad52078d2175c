"""The language of what is written to somebody."""

from __future__ import annotations

import pytest

from auth.core.models import Site
from auth.sites.languages import language_for, matching

OFFERED = ("en", "de", "pt_BR")


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("pt-BR", "pt_BR"),
        ("DE", "de"),
        ("PT-br", "pt_BR"),
        ("pt", None),
        ("fr", None),
        ("", None),
    ],
)
def test_a_tag_finds_an_offered_language(tag: str, found: str | None) -> None:
    assert matching(tag, OFFERED) == found


@pytest.mark.parametrize(
    ("preference", "site", "language"),
    [
        ("de", Site(languages=["en", "de"]), "de"),
        ("fr", Site(languages=["en", "de"]), "en"),
        ("", Site(languages=["de"]), "de"),
        ("de", None, "de"),
        ("", None, ""),
    ],
)
def test_the_preference_counts_where_the_site_offers_it(
    preference: str, site: Site | None, language: str
) -> None:
    assert language_for(preference, site) == language
