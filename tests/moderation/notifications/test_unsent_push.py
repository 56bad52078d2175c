"""Push messages that are not sent, and whose browser it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from moderation.community.models import Mute
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.notifications.inputs import AddDevice, RenewDevice
from moderation.notifications.push.models import PushDevice, PushMessage
from moderation.notifications.push.posting import Poster
from moderation.notifications.services import devices
from tests.calling import Caller, Newsroom
from tests.moderation.notifications.pushed import sent
from tests.push_service import LOCAL, PushService, allow, count


def hidden(called: Newsroom, _amina: Caller, comment_id: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        transitions.move(
            work.session,
            transitions.lock(work.session, comment_id),
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=work.now,
        )


def muted(called: Newsroom, _amina: Caller, _comment_id: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.add(Mute(muter_id=1, muted_id=2, created_at=work.now))


def read(_called: Newsroom, amina: Caller, _comment_id: int) -> None:
    amina.send("/notifications/read")


def logged_out(_called: Newsroom, amina: Caller, _comment_id: int) -> None:
    amina.send("/logout")


@pytest.mark.parametrize("happen", [hidden, muted, read, logged_out])
def test_a_queued_message_is_not_sent_after(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    amina: tuple[Caller, Actor],
    queued_push: int,
    happen: Any,
) -> None:
    happen(called, amina[0], queued_push)

    assert sent(called, poster) == 0
    assert service.bodies == []
    assert count(called, PushMessage) == 0


@pytest.mark.usefixtures("queued_push")
def test_a_browser_gets_at_most_twenty_messages_an_hour(
    called: Newsroom,
    service: PushService,
    poster: Poster,
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(
            update(PushDevice).values(sent_this_hour=20, hour_began_at=work.now)
        )

    assert sent(called, poster) == 0
    assert service.bodies == []


@pytest.mark.usefixtures("queued_push")
def test_a_browser_that_another_reader_uses_now_is_theirs(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    deniz: tuple[Caller, Actor],
) -> None:
    allow(called, deniz[1], service)

    with called.database.unit_of_work(write=False) as work:
        owner = work.session.scalars(select(PushDevice.account_id)).one()
    assert owner == deniz[1].account_id
    assert sent(called, poster) == 0


def test_a_browser_keeps_its_messages_when_its_address_changes(
    called: Newsroom,
    service: PushService,
    pushed_thread: int,
) -> None:
    assert pushed_thread
    old = service.subscription()["endpoint"]
    change = RenewDevice(old, AddDevice(**service.subscription("two")))

    with called.database.unit_of_work(write=True) as work:
        devices.renew(work.session, change, services=LOCAL, now=work.now)
        devices.renew(work.session, change, services=LOCAL, now=work.now)

    with called.database.unit_of_work(write=False) as work:
        endpoint = work.session.scalars(select(PushDevice.endpoint)).one()
    assert endpoint.endswith("/two")
