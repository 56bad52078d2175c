"""What was typed on a card stays when a button is pressed that does not send it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.review.items.models import ReviewItem
from tests.calling import Caller, Newsroom

TYPED = {
    "words": "Please be <civil>.",
    "legal_ground": "§ 185 StGB",
    "note": "Her third one today.",
}
SHOWN = ("Please be &lt;civil&gt;.", "§ 185 StGB", "Her third one today.")
BUTTONS: dict[str, Callable[[int], str]] = {
    "claim": lambda item_id: f"/queue/{item_id}/claim",
    "take over": lambda item_id: f"/queue/{item_id}/take-over",
    "give back": lambda item_id: f"/queue/{item_id}/release",
    "skip": lambda item_id: f"/queue/{item_id}/skip",
    "watch": lambda _: "/queue/watch-list",
}
button = pytest.mark.parametrize("path", BUTTONS.values(), ids=BUTTONS)
view = pytest.mark.parametrize("view", ["", "order=newest", "reviewing=yes"])


@pytest.fixture
def staff(called: Newsroom) -> Caller:
    """An admin at a queue with one comment."""
    caller, _ = called.person("Ruth", Role.ADMIN)
    _, author = called.person("Ann")
    called.comment(author, "A text that waits", status=Status.HELD, waits=True)
    return caller


def item_id_of(called: Newsroom) -> int:
    with called.database.unit_of_work(write=False) as work:
        return work.session.scalars(select(ReviewItem.id)).one()


def press(staff: Caller, path: str, item_id: int, **typed: str) -> str:
    """Press a button of the card, and return the page that follows."""
    answer = staff.client.post(
        path,
        data={"csrf_token": staff.headers["X-CSRFToken"], "item_id": item_id}
        | {"article": "truce"}
        | typed,
        follow_redirects=True,
    )
    return str(answer.get_data(as_text=True))


@view
@button
def test_a_button_beside_the_verdict_keeps_what_was_typed(
    called: Newsroom, staff: Caller, path: Callable[[int], str], view: str
) -> None:
    item_id = item_id_of(called)

    page = press(staff, path(item_id), item_id, view=view, **TYPED)

    assert [text for text in SHOWN if text not in page] == []
    assert f'action="/queue/{item_id}/decision"' in page
    assert "It is still on the card." in page


@button
def test_nothing_typed_is_nothing_kept(
    called: Newsroom, staff: Caller, path: Callable[[int], str]
) -> None:
    item_id = item_id_of(called)

    page = press(
        staff,
        path(item_id),
        item_id,
        legal_ground="A law of the notice",
        proposed_ground="A law of the notice",
    )

    assert "It is still on the card." not in page


@button
def test_what_was_typed_on_a_card_that_a_colleague_decided_is_kept_as_refused(
    called: Newsroom, staff: Caller, path: Callable[[int], str]
) -> None:
    item_id = item_id_of(called)
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(ReviewItem).values(closed_at=work.now))

    page = press(staff, path(item_id), item_id, **TYPED)

    assert [text for text in SHOWN if text not in page] == []
    assert "This could not be done" in page
