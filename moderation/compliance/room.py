"""The blueprints of the room *compliance*."""

from __future__ import annotations

from moderation.compliance.law import pages as law
from moderation.compliance.notices import desk_pages, flagger_pages, pages
from moderation.compliance.report import pages as report
from moderation.compliance.transparency import pages as transparency
from moderation.web.rooms import Room

ROOM = Room(
    "compliance",
    pages=(
        pages.blueprint,
        desk_pages.blueprint,
        flagger_pages.blueprint,
        law.blueprint,
        report.blueprint,
        transparency.blueprint,
    ),
)
