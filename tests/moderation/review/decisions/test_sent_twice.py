"""A form of the desk that is sent twice takes effect once."""

from __future__ import annotations

import re

from auth.core.permissions import Role
from moderation.scoring.base.labels import Label
from tests.calling import Newsroom
from tests.moderation.review.decisions.scored import posted


def test_a_form_that_is_sent_twice_begins_one_batch(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, vermin={Label.TOXICITY: 0.97})
    page = mo.client.get("/queue/batch?low=90&high=100").get_data(as_text=True)
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert key
    form = {"low": "90", "high": "100", "reject": "hate", "idempotency_key": key[1]}

    places = [mo.send("/queue/batch", **form).location for _ in range(2)]

    assert places[0] == places[1]
    assert called.rows()["batch"] == 1
