"""A newsroom that one newspaper embeds."""

from __future__ import annotations

import pytest

from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, allow


@pytest.fixture
def paper(called: Newsroom) -> Newsroom:
    """A newsroom whose site one newspaper may embed."""
    allow(called, PAPER)
    return called
