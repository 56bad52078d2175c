"""A moderator's own report does not count as evidence for that moderator."""

from __future__ import annotations

import re

from auth.core.permissions import Role
from tests.calling import Caller, Newsroom


def reports_on_card(moderator: Caller) -> str:
    """Return how many reports of its author the only card counts."""
    page = moderator.client.get("/queue").get_data(as_text=True)
    [count] = re.findall(r"(\d+)\s+reports?\s+\(", page)
    return str(count)


def test_a_card_counts_the_reports_of_others(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    max_, _ = called.person("Max", Role.MODERATOR)
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something rude.")

    mo.send(f"/comments/{comment_id}/report", reason="insult")

    assert reports_on_card(mo) == "0"
    assert reports_on_card(max_) == "1"


def test_a_statement_does_not_call_its_moderator_a_reader(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    author, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something rude.")
    mo.send(f"/comments/{comment_id}/report", reason="insult")
    [item] = mo.get("/queue").json["items"]
    mo.send(f"/queue/{item['id']}/decision", reject="insult")

    page = author.client.get(f"/my-comments/{comment_id}/statement")

    assert page.status_code == 200
    assert "reported it" not in page.get_data(as_text=True)
