"""The blueprints of the room *tuning*."""

from __future__ import annotations

from moderation.tuning import (
    choice_pages,
    classifier_pages,
    coverage_pages,
    figures_pages,
    pages,
    recommend_pages,
    sampling_pages,
    shadow_pages,
    versions_pages,
)
from moderation.web.rooms import Room

ROOM = Room(
    "tuning",
    pages=(
        choice_pages.blueprint,
        classifier_pages.blueprint,
        coverage_pages.blueprint,
        figures_pages.blueprint,
        pages.blueprint,
        recommend_pages.blueprint,
        sampling_pages.blueprint,
        shadow_pages.blueprint,
        versions_pages.blueprint,
    ),
)
