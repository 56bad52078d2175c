"""Staff see hidden comments in threads, marked, but nothing of a blind card."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.review.queue.services import unpublished
from tests.calling import Caller, Newsroom
from tests.moderation.review.queue.blind import TEXT, samuel_reviews

MARKS = {
    Status.HELD: "Held. Readers cannot see it.",
    Status.REJECTED: "Rejected. Readers cannot see it.",
}


def shown(caller: Caller, path: str) -> tuple[int, str]:
    """Open *path*, follow redirects, and return the page."""
    answer = caller.client.get(path, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/threads/{}", "/comments/{}"])
@pytest.mark.parametrize("status", MARKS)
def test_staff_read_a_thread_that_readers_do_not_see(
    called: Newsroom, status: Status, path: str
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    comment_id = called.comment(called.person("Nour")[1], TEXT, status=status)

    code, page = shown(mo, path.format(comment_id))

    assert code == 200
    assert TEXT in page
    assert MARKS[status] in page


@pytest.mark.parametrize("path", ["/threads/{}", "/comments/{}"])
@pytest.mark.parametrize("status", MARKS)
def test_readers_do_not(called: Newsroom, status: Status, path: str) -> None:
    reader, _ = called.person("Rashid")
    comment_id = called.comment(called.person("Nour")[1], TEXT, status=status)

    for caller in (reader, called.visitor()):
        code, page = shown(caller, path.format(comment_id))
        assert code == 404
        assert TEXT not in page


def test_staff_read_a_hidden_reply_in_its_place(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    reader, nour = called.person("Nour")
    rashid = called.person("Rashid")[1]
    head = called.comment(nour, "The school is late again.")
    reply = called.comment(rashid, TEXT, status=Status.WAITING, parent_id=head)

    assert f'id="comment-{reply}"' in shown(mo, f"/comments/{reply}")[1]
    assert TEXT not in shown(reader, f"/threads/{head}")[1]


@pytest.mark.parametrize("status", [Status.DELETED, Status.AWAITING_AUTHOR])
def test_staff_do_not_see_a_text_that_its_author_has_not_confirmed(
    called: Newsroom, status: Status
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    comment_id = called.comment(called.person("Nour")[1], TEXT, status=Status.WAITING)
    with called.database.unit_of_work(write=True) as work:
        work.session.get_one(Comment, comment_id).status = status

    assert shown(mo, f"/threads/{comment_id}")[0] == 404


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_thread_does_not_tell_a_blind_reviewer_what_was_decided(
    called: Newsroom, action: str
) -> None:
    samuel, ids = samuel_reviews(called, action=action, reason="hate")

    code, page = shown(samuel, f"/threads/{ids['comment']}")

    assert code == 200
    [article] = re.findall("<article.*?</article>", page, flags=re.DOTALL)
    [words] = re.findall('<p class="state">(.*?)<a', article, flags=re.DOTALL)
    assert words.strip() == str(unpublished.BLIND)
    assert TEXT in article
    assert 'class="actions"' not in article


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_no_list_tells_a_blind_reviewer_what_was_decided(
    called: Newsroom, action: str
) -> None:
    samuel, ids = samuel_reviews(called, action=action, reason="hate")
    place = f"/staff/comments/{ids['comment']}"

    _, alone = shown(samuel, place)
    [record] = re.findall(r"/staff/authors/\d+", alone)

    assert "Waiting for a blind review" in alone
    assert "See it as readers do" not in alone
    assert "/remove" not in alone
    assert "/open-again" not in alone
    for path in ("/staff/comments?text=vermin", record):
        [row] = re.findall(rf'{place}".*?</li>', shown(samuel, path)[1], re.DOTALL)
        assert re.search(r"· Waiting for a blind review\s*</p>", row)
    for status in ("published", "rejected"):
        assert f'{place}"' not in shown(samuel, f"/staff/comments?status={status}")[1]
