"""The page on which readers choose their notifications."""

from __future__ import annotations

import pytest

from auth.core.actor import Actor
from moderation.notifications.rules import NotificationKind
from tests.calling import Caller
from tests.moderation.notifications.mailing import PAGE, choose


def test_every_kind_can_be_chosen(amina: tuple[Caller, Actor]) -> None:
    choose(amina[0], **{f"way_{kind.value}": "page" for kind in NotificationKind})

    page = amina[0].client.get(PAGE).get_data(as_text=True)

    assert page.count('<option value="page" selected>') == len(NotificationKind)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"quiet_from": "22"}, "both the beginning and the end"),
        ({"quiet_from": "22", "quiet_until": "24"}, "an hour from the list"),
        ({"zone": "Mars/Olympus"}, "a time zone from the list"),
        ({"weekday": "7"}, "a day of the week"),
        ({"way_reply": "by pigeon"}, "Please choose one of"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    amina: tuple[Caller, Actor],
    form: dict[str, str],
    message: str,
) -> None:
    refused = amina[0].send(PAGE, **form)

    assert refused.status_code == 422
    assert message in refused.get_data(as_text=True)
