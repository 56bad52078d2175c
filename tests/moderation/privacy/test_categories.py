"""The page for data-protection officers names every table with personal data."""

from __future__ import annotations

from collections import Counter

from auth.core.permissions import Role
from auth.db.base import Base
from moderation.app import testing_config as settings_for_tests
from moderation.privacy.categories import CATEGORIES, WITHOUT_ACCOUNT, days_of
from moderation.privacy.registry import TABLES
from tests.calling import Newsroom


def test_every_table_with_personal_data_is_in_one_category() -> None:
    counted = Counter(name for each in CATEGORIES for name in each.tables)

    assert set(counted) == set(TABLES) | WITHOUT_ACCOUNT, (
        "name the table in a category of moderation/privacy/categories.py"
    )
    assert set(counted.values()) == {1}
    assert set(Base.metadata.tables) >= WITHOUT_ACCOUNT


def test_the_page_says_what_why_how_long_and_who(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    config = settings_for_tests(called.app.extensions["ceasefire.config"].instance_path)

    page = admin.client.get("/admin/data-protection").get_data(as_text=True)

    shown = " ".join(page.split()).replace("&#39;", "'")
    for each in CATEGORIES:
        assert str(each.what) in shown
        assert str(each.why) in shown
        assert str(each.kept % days_of(config)) in shown
        assert all(f">{name}</th>" in page for name in each.tables)
