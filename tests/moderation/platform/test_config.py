from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.db.database import Database
from moderation.commands.newsroom import set_up
from moderation.platform.config import Config, Environment
from moderation.platform.errors import SettingError
from moderation.platform.settings.environment import from_environment
from moderation.scoring.runtime.fixed_scorer import FixedScorer


@pytest.mark.parametrize(
    ("environ", "base_url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "BASE_URL": ""}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "BASE_URL": "https://a.example"}, "https://a.example"),
        ({"BASE_URL": "https://a.example"}, "https://a.example"),
    ],
)
def test_links_in_mail_point_to_where_the_site_is_served(
    environ: dict[str, str], base_url: str
) -> None:
    assert from_environment(environ).base_url == base_url


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({}, "instance/classifier"),
        ({"CEASEFIRE_INSTANCE": "/data"}, "/data/classifier"),
        ({"CEASEFIRE_INSTANCE": "/data", "CLASSIFIER_FOLDER": "/opt/c"}, "/opt/c"),
    ],
)
def test_a_classifier_can_be_prepared_outside_the_instance_folder(
    environ: dict[str, str], folder: str
) -> None:
    assert from_environment(environ).prepared_path == Path(folder)


def test_a_port_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match="PORT='eight'"):
        from_environment({"PORT": "eight"})


@pytest.mark.parametrize(
    ("second_address", "hosts"),
    [
        ("http://127.0.0.1:8123", ["127.0.0.1:8000"]),
        ("http://herald.example", ["127.0.0.1:8000", "herald.example"]),
    ],
)
def test_the_demo_stays_one_site_on_whatever_port_it_is_served(
    sqlite_database: Database, tmp_path: Path, second_address: str, hosts: list[str]
) -> None:
    settings = Config(
        environment=Environment.DEVELOPMENT,
        instance_path=tmp_path,
        demo_history=False,
    )
    set_up(settings, sqlite_database, "The Courier", FixedScorer)

    moved = replace(settings, base_url=second_address)
    set_up(moved, sqlite_database, "The Courier", FixedScorer)

    with sqlite_database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Site.host).order_by(Site.id)).all() == hosts
