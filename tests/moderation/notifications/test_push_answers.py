"""What follows from the answers of a push service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from moderation.notifications.push.models import PushDevice, PushMessage
from moderation.notifications.push.posting import Poster
from tests.calling import Newsroom
from tests.moderation.notifications.pushed import sent
from tests.push_service import PushService, count

MINUTE = timedelta(minutes=1)


def make_due(called: Newsroom) -> timedelta:
    """Make the messages due that wait for another try; return how long they waited."""
    with called.database.unit_of_work(write=True) as work:
        due = work.session.scalars(select(PushMessage.due_at)).one()
        work.session.execute(update(PushMessage).values(due_at=work.now))
        return due - work.now


@pytest.mark.parametrize(
    ("status", "devices_left", "messages_left"),
    [
        (201, 1, 0),
        (404, 0, 0),
        (410, 0, 0),
        (400, 1, 0),
        (403, 1, 0),
        (413, 1, 0),
        (307, 1, 0),
        (429, 1, 1),
        (503, 1, 1),
        (500, 1, 1),
    ],
)
@pytest.mark.usefixtures("queued_push")
def test_each_answer_of_a_push_service_has_its_consequence(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    status: int,
    devices_left: int,
    messages_left: int,
) -> None:
    service.status = status
    service.answer_headers = {"Location": f"http://127.0.0.1:{service.port}/elsewhere"}

    sent(called, poster)

    assert len(service.bodies) == 1
    assert count(called, PushDevice) == devices_left
    assert count(called, PushMessage) == messages_left


@pytest.mark.usefixtures("queued_push")
def test_a_message_is_tried_again_until_it_is_too_old(
    called: Newsroom,
    service: PushService,
    poster: Poster,
) -> None:
    service.status = 500
    waits = []
    while count(called, PushMessage):
        sent(called, poster)
        if count(called, PushMessage):
            waits.append(round(make_due(called) / MINUTE))

    assert waits == [1, 5, 30, 120]
    assert len(service.bodies) == 5


@pytest.mark.usefixtures("queued_push")
def test_a_busy_service_is_left_alone_as_long_as_it_says(
    called: Newsroom,
    service: PushService,
    poster: Poster,
) -> None:
    service.status, service.answer_headers = 429, {"Retry-After": "600"}

    sent(called, poster)

    assert round(make_due(called) / MINUTE) == 10


@pytest.mark.usefixtures("queued_push")
def test_a_browser_whose_service_refuses_our_key_for_three_days_is_forgotten(
    called: Newsroom,
    service: PushService,
    poster: Poster,
) -> None:
    with called.database.unit_of_work(write=True) as work:
        long_ago = work.now - timedelta(days=4)
        work.session.execute(update(PushDevice).values(refused_since=long_ago))
    service.status = 403

    sent(called, poster)

    assert count(called, PushDevice) == 0
