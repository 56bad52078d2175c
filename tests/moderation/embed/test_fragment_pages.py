"""The newest comments for the publisher's own server."""

from __future__ import annotations

import json

from moderation.discussion.rules import Status
from tests.calling import Newsroom

EVIL = "A </script><!--<script>alert(1)</script> & [link](https://x.example)."
FRAGMENT = "/embed/articles/truce/fragment"


def test_only_published_comments_are_in_it(called: Newsroom) -> None:
    rita = called.person_alone("Rita")
    called.comment(rita, "A thought.")
    called.comment(rita, "Held for now.", status=Status.HELD)

    page = called.visitor().client.get(FRAGMENT).text

    assert "A thought." in page
    assert "Rita" in page
    assert "Held" not in page
    assert "<script" not in page


def test_links_of_readers_are_marked_as_theirs(called: Newsroom) -> None:
    called.comment(called.person_alone("Rita"), EVIL)

    page = called.visitor().client.get(FRAGMENT).text

    assert 'href="https://x.example"' in page
    assert "nofollow" in page
    assert "<script" not in page


def test_linked_data_cannot_end_the_script_that_carries_it(called: Newsroom) -> None:
    comment_id = called.comment(called.person_alone("Rita"), EVIL)

    text = called.visitor().client.get(f"{FRAGMENT}?format=jsonld").text
    found = json.loads(text)

    assert "<" not in text
    assert found["commentCount"] == 1
    assert found["discussionUrl"].endswith(":8000/articles/truce")
    [comment] = found["comment"]
    assert "alert(1)" in comment["text"]
    assert comment["author"] == {"@type": "Person", "name": "Rita"}
    assert comment["url"].endswith(f"/comments/{comment_id}")


def test_the_fragment_is_the_same_for_everybody_and_cacheable(called: Newsroom) -> None:
    rita, _ = called.person("Rita")

    headers = rita.client.get(FRAGMENT).headers

    assert headers["Cache-Control"].startswith("public, max-age=60")
    assert "ETag" in headers
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")
