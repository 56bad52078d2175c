"""The demo newspaper."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import app as application
from moderation.demo.newspaper import server
from moderation.platform.config import Environment
from tests.calling import Newsroom


def test_a_story_has_the_two_lines_that_a_publisher_adds(called: Newsroom) -> None:
    paper = server.create_newspaper(called.database, home="http://127.0.0.1:8000")

    page = paper.test_client().get("/truce").text

    assert '<ceasefire-comments article="truce">' in page
    assert '<script src="http://127.0.0.1:8000/embed.js" defer></script>' in page


def test_the_newspapers_front_page_lists_its_stories(called: Newsroom) -> None:
    paper = server.create_newspaper(called.database, home="http://127.0.0.1:8000")

    assert 'href="/truce"' in paper.test_client().get("/").text


@pytest.mark.parametrize(
    "environment", sorted(set(Environment) - {Environment.DEVELOPMENT})
)
def test_the_demo_newspaper_exists_only_in_development(
    tmp_path: Path, environment: Environment
) -> None:
    config = application.testing_config(
        tmp_path, environment=environment, newspaper_port=8001
    )

    assert server.origin_of(config) == ""
