"""How the bounces that a relay tells of are read."""

from __future__ import annotations

import json

import pytest

from moderation.notifications.bounces import Bounce, confirmation_link, of_webhook
from tests.moderation.notifications.bounced import ADDRESS


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"address": "a@b.example", "status": "5.1.1"},
            ("a@b.example", "5.1.1", False),
        ),
        ({"address": "a@b.example", "complaint": True}, ("a@b.example", "", True)),
        (
            {"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@b.example"},
            ("a@b.example", "5.1.1", False),
        ),
        (
            {"RecordType": "SpamComplaint", "Email": "a@b.example"},
            ("a@b.example", "", True),
        ),
        (
            {
                "event-data": {
                    "event": "failed",
                    "severity": "permanent",
                    "recipient": "a@b.example",
                    "delivery-status": {"code": 550, "message": "5.1.1 unknown"},
                }
            },
            ("a@b.example", "5.1.1", False),
        ),
    ],
)
def test_a_relays_webhook_is_read(
    body: dict[str, object], expected: tuple[str, str, bool]
) -> None:
    found = of_webhook(body)

    assert found is not None
    assert (found.address, found.status, found.is_complaint) == expected


def ses(kind: str, **message: object) -> dict[str, object]:
    return {"notificationType": kind, **message}


def a_bounce(kind: str, **recipient: str) -> dict[str, object]:
    recipients = [{"emailAddress": ADDRESS, **recipient}]
    return ses("Bounce", bounce={"bounceType": kind, "bouncedRecipients": recipients})


COMPLAINED = {"complainedRecipients": [{"emailAddress": ADDRESS}]}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (a_bounce("Permanent", status="5.1.1"), Bounce(ADDRESS, status="5.1.1")),
        (a_bounce("Permanent"), Bounce(ADDRESS, status="5.0.0")),
        (a_bounce("Undetermined"), Bounce(ADDRESS, status="5.0.0")),
        (a_bounce("Transient", status="4.2.2"), None),
        (ses("Complaint", complaint=COMPLAINED), Bounce(ADDRESS, is_complaint=True)),
        (
            {"eventType": "Complaint", "complaint": COMPLAINED},
            Bounce(ADDRESS, is_complaint=True),
        ),
        (ses("Delivery"), None),
        (ses("Bounce"), Bounce(status="5.0.0")),
        (ses("Bounce", bounce={"bouncedRecipients": []}), Bounce(status="5.0.0")),
    ],
)
@pytest.mark.parametrize("is_wrapped", [False, True], ids=["raw", "wrapped by SNS"])
def test_amazon_ses_is_understood(
    message: dict[str, object], expected: Bounce | None, *, is_wrapped: bool
) -> None:
    wrapped = {"Type": "Notification", "Message": json.dumps(message)}

    assert of_webhook(wrapped if is_wrapped else message) == expected


@pytest.mark.parametrize(
    ("link", "is_opened"),
    [
        ("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/?Token=1", True),
        ("http://sns.eu-central-1.amazonaws.com/", False),
        ("https://sns.eu-central-1.amazonaws.com.evil.example/", False),
        ("https://evil.example/sns.eu-central-1.amazonaws.com", False),
        ("https://sns.eu-central-1.amazonaws.com@evil.example/", False),
        ("https://sns.eu-central-1.amazonaws.com:8443/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_a_link_of_amazon_is_opened_to_confirm(
    link: str, *, is_opened: bool
) -> None:
    body = {"Type": "SubscriptionConfirmation", "SubscribeURL": link}

    assert confirmation_link(body) == (link if is_opened else "")
    assert confirmation_link(body | {"Type": "Notification"}) == ""


@pytest.mark.parametrize(
    "body", [{}, {"RecordType": "Delivery"}, {"event-data": {"event": "opened"}}]
)
def test_other_events_of_a_relay_mean_nothing(body: dict[str, object]) -> None:
    assert of_webhook(body) is None
