"""Reads what comes back: reports of mail that was not delivered, and complaints.

The reports are those of RFC 3464 and RFC 5965, as a mail server passes them on, and
the JSON of webhooks. Pure: text goes in, what it says comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses
from typing import Any
from urllib.parse import urlsplit

DELIVERED_TO = ("Delivered-To", "X-Original-To", "To")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
SNS = re.compile(r"sns\.[a-z0-9-]{1,32}\.amazonaws\.com(?:\.cn)?")
NO_MAILBOX = "5.1.1"
UNKNOWN_FAULT = "5.0.0"


@dataclass(frozen=True)
class Bounce:
    """What came back.

    :param address: the recipient, if the report names one.
    :param sent_to: the envelope sender that it came back to, if it is known.
    :param status: the enhanced status of RFC 3463, such as ``5.1.1``.
    :param is_complaint: whether the recipient called the mail unwanted.
    """

    address: str = ""
    sent_to: str = ""
    status: str = ""
    is_complaint: bool = False

    @property
    def is_for_good(self) -> bool:
        """Whether the address does not exist, so that no other try can succeed."""
        return self.status.startswith("5.1.")

    @property
    def counts(self) -> bool:
        """Whether it counts against the address.

        A refusal by policy (5.7) is about the sender, so it does not.
        """
        return self.status.startswith("5.") and not self.status.startswith("5.7.")


def of_reply(code: int, text: str) -> Bounce:
    """Return what a mail server's reply to a recipient means."""
    found = STATUS.search(text)
    if found:
        return Bounce(status=found[1])
    return Bounce(status=NO_MAILBOX if code in (550, 551, 553) else UNKNOWN_FAULT)


def of_report(report: Message) -> Bounce | None:
    """Return what a mailed report says; ``None`` if it is not one."""
    fields = {
        name.lower(): str(value)
        for part in report.walk()
        if part.get_content_type()
        in ("message/delivery-status", "message/feedback-report")
        for group in _field_groups(part)
        for name, value in group.items()
    }
    is_complaint = "feedback-type" in fields
    status = STATUS.search(fields.get("status", ""))
    if not (is_complaint or status):
        return None
    recipient = fields.get("final-recipient") or fields.get("original-rcpt-to", "")
    return Bounce(
        address=recipient.rpartition(";")[2].strip().strip("<>"),
        sent_to=_envelope_sender(report),
        status=status[1] if status else "",
        is_complaint=is_complaint,
    )


def of_webhook(body: Mapping[str, Any]) -> Bounce | None:
    """Return what a webhook says; ``None`` for an event that is neither.

    Knows the JSON of Amazon SES, Postmark and Mailgun, and a form of our own:
    ``address`` with ``status``, or with ``complaint``.
    """
    message = _of_sns(body)
    if "notificationType" in message or "eventType" in message:
        return _of_ses(message)
    if "RecordType" in body:
        return _of_postmark(body)
    if isinstance(body.get("event-data"), Mapping):
        return _of_mailgun(body["event-data"])
    status = STATUS.search(str(body.get("status", "")))
    is_complaint = body.get("complaint") is True
    if not (status or is_complaint):
        return None
    return Bounce(
        address=str(body.get("address", "")),
        status=status[1] if status else "",
        is_complaint=is_complaint,
    )


def confirmation_link(body: Mapping[str, Any]) -> str:
    """Return the link that Amazon SNS wants opened before it sends anything.

    Empty for other bodies, and for a link that leads elsewhere.
    """
    link = str(body.get("SubscribeURL", ""))
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    is_amazon = parts.scheme == "https" and SNS.fullmatch(parts.netloc)
    is_asked = body.get("Type") == "SubscriptionConfirmation"
    return link if is_asked and is_amazon else ""


def _of_sns(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message that Amazon SNS wraps, or *body* if it is not wrapped."""
    if body.get("Type") != "Notification":
        return body
    try:
        message = json.loads(str(body.get("Message", "")))
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, Mapping) else {}


def _of_ses(message: Mapping[str, Any]) -> Bounce | None:
    kind = message.get("notificationType", message.get("eventType"))
    if kind == "Complaint":
        recipient = _first(message.get("complaint"), "complainedRecipients")
        return Bounce(address=_text(recipient, "emailAddress"), is_complaint=True)
    bounce = message.get("bounce")
    if kind != "Bounce" or _text(bounce, "bounceType") == "Transient":
        return None
    recipient = _first(bounce, "bouncedRecipients")
    status = STATUS.search(_text(recipient, "status"))
    is_unknown = _text(bounce, "bounceSubType") in (
        "NoEmail",
        "OnAccountSuppressionList",
    )
    otherwise = NO_MAILBOX if is_unknown else UNKNOWN_FAULT
    return Bounce(
        address=_text(recipient, "emailAddress"),
        status=status[1] if status else otherwise,
    )


def _first(holder: Any, name: str) -> Any:
    """Return the first of a list in an object: each of our mails has one recipient."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found[0] if isinstance(found, list) and found else None


def _text(holder: Any, name: str) -> str:
    return str(holder.get(name, "")) if isinstance(holder, Mapping) else ""


def _of_postmark(body: Mapping[str, Any]) -> Bounce | None:
    address = str(body.get("Email", ""))
    if body["RecordType"] == "SpamComplaint":
        return Bounce(address=address, is_complaint=True)
    if body["RecordType"] != "Bounce":
        return None
    status = NO_MAILBOX if body.get("Type") == "HardBounce" else UNKNOWN_FAULT
    return Bounce(address=address, status=status)


def _of_mailgun(event: Mapping[str, Any]) -> Bounce | None:
    address = str(event.get("recipient", ""))
    if event.get("event") == "complained":
        return Bounce(address=address, is_complaint=True)
    if event.get("event") != "failed" or event.get("severity") != "permanent":
        return None
    answer = event.get("delivery-status")
    details: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    code = details.get("code")
    text = f"{details.get('enhanced-code', '')} {details.get('message', '')}"
    status = of_reply(code if isinstance(code, int) else 0, text).status
    return Bounce(address=address, status=status)


def _field_groups(part: Message) -> Iterable[Message]:
    payload = part.get_payload()
    return (
        [each for each in payload if isinstance(each, Message)]
        if isinstance(payload, list)
        else []
    )


def _envelope_sender(report: Message) -> str:
    """Return our envelope sender, to which the report came back."""
    values = [str(value) for name in DELIVERED_TO for value in report.get_all(name, [])]
    addresses = [address for _, address in getaddresses(values)]
    return next((each for each in addresses if "+" in each), "")
