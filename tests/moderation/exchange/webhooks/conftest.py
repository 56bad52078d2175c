"""A receiver, and a newsroom that sends to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import (
    Receiver,
    Webhooks,
    listening,
    webhooks_of,
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks on this machine."""
    with listening() as found:
        yield found


@pytest.fixture
def webhooks(called: Newsroom) -> Webhooks:
    """The webhooks of a newsroom on SQLite, which has an admin with the number 1."""
    called.key("webhooks")
    return webhooks_of(called.database)
