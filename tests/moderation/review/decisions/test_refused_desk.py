"""A moderator's texts are kept if the form is refused."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Newsroom
from tests.forms import form_to

NOTE = "He was warned twice in May."


def test_a_note_to_a_comment_that_a_colleague_decided_first_is_kept(
    called: Newsroom,
) -> None:
    _, author = called.person("Nour")
    called.comment(author, "A rude word.", status=Status.HELD, waits=True)
    edith, _ = called.person("Edith", Role.MODERATOR)
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    path = "/queue/1/decision"
    samuel.send(path, action="approve", revision_id="1")

    refused = edith.send(
        path, reject="insult", revision_id="1", note=NOTE, words="Please be civil."
    )

    assert refused.status_code == 409
    assert "Samuel has already approved this." in refused.text
    kept = form_to(refused.text, path)
    assert kept.typed == {"note": NOTE, "words": "Please be civil."}
    assert kept.value("reject") == "insult"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/queue/saved-views", {"name": "x" * 400}),
        ("/queue/watch-list", {"article": "no-such-article"}),
    ],
)
def test_what_the_desk_cannot_take_is_kept(
    called: Newsroom, path: str, typed: dict[str, str]
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)

    refused = edith.send(path, **typed, view="label=threat")

    assert refused.status_code in (404, 422)
    assert form_to(refused.text, path).typed == typed
