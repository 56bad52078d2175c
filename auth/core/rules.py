"""The limits of accounts: how long and how often, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.permissions import Role


class Purpose(StrEnum):
    """The purpose of a mailed link."""

    VERIFY = "verify"
    RESET = "reset"


class SessionKind(StrEnum):
    """Where a session is good for: our own pages, or a frame on a publisher's page."""

    BROWSER = "browser"
    EMBED = "embed"


class PairingState(StrEnum):
    """How far the log-in of a frame on a publisher's page has come."""

    NEW = "new"
    PAIRED = "paired"
    """The frame and the window have proved that they are in one browser."""
    CODED = "coded"
    """There is no window, and a code was given for the way back."""
    APPROVED = "approved"
    REDEEMED = "redeemed"


PAIRING_LIFETIME = timedelta(minutes=30)
CODE_LIFETIME = timedelta(minutes=1)
"""How long the way back to a publisher's page may take."""

TICKET_LIFETIME = timedelta(minutes=10)
"""An out-of-band secret lives ten minutes at most (OWASP ASVS 5.0, 6.5.5)."""

RECEIPT_LIFETIME = timedelta(hours=72)
DEVICE_LIFETIME = timedelta(days=180)
"""How long a browser is remembered as one that the account's owner uses."""

SIGN_ON_LIFETIME = timedelta(hours=12)
"""How long a form is kept for somebody who logs in at an identity provider."""

UNVERIFIED_LIFETIME = timedelta(hours=72)

REMINDERS = (timedelta(hours=24), timedelta(hours=56))
"""The age of an unverified account at each reminder: a day, and before the last
night."""

CHANGE_LIFETIME = timedelta(hours=24)
STOP_LIFETIME = timedelta(hours=72)
"""How long the old mailbox may undo a change of address: over a week-end."""

DISOWNED_LIFETIME = timedelta(days=30)
"""How long a mailbox gets almost no mail after its owner said "this was not me"."""

DISOWNED_MAILS = 1
"""Mails to such a mailbox in that time. Its owner may still want to register."""

MAIL_LIFETIME = {Purpose.VERIFY: timedelta(hours=24), Purpose.RESET: timedelta(hours=1)}

ERASURE_GRACE = timedelta(hours=24)
"""How long an owner may cancel the erasure of the account."""

PROOF_LIFETIME = timedelta(minutes=10)
"""How long a password counts as recent, for actions that need a recent one."""

TOUCHED_EVERY = timedelta(minutes=1)
"""The precision of a session's last use: one write per minute, not per page."""


@dataclass(frozen=True)
class Timeouts:
    """How long a session may be idle, and how long it may last."""

    idle: timedelta
    absolute: timedelta


READER_TIMEOUTS = Timeouts(timedelta(days=14), timedelta(days=30))
STAFF_TIMEOUTS = Timeouts(timedelta(minutes=30), timedelta(hours=10))
"""Readers: NIST 800-63B at its first level. Staff: its second, a working day."""


def reminders_due(created_at: datetime, now: datetime) -> int:
    """Return how many reminders an unverified account should have had by *now*."""
    return sum(created_at + after <= now for after in REMINDERS)


def timeouts_of(roles: frozenset[Role]) -> Timeouts:
    """Return the timeouts for *roles*. Staff have the stricter ones."""
    return STAFF_TIMEOUTS if roles - {Role.READER} else READER_TIMEOUTS


def is_alive(
    created_at: datetime, last_seen_at: datetime, timeouts: Timeouts, now: datetime
) -> bool:
    """Whether a session is still valid at *now*."""
    return now - last_seen_at <= timeouts.idle and now - created_at <= timeouts.absolute


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether the password is recent enough for actions that need a recent one."""
    return proved_at is not None and now - proved_at <= PROOF_LIFETIME


@dataclass(frozen=True)
class Limit:
    """At most *count* tries in *window*."""

    count: int
    window: timedelta


LIMITS = {
    "login-account": Limit(10, timedelta(minutes=15)),
    "visitor-report": Limit(5, timedelta(hours=1)),
    "notice-address": Limit(10, timedelta(hours=1)),
    # So high that a few people cannot keep others from sending theirs.
    "notice-comment": Limit(200, timedelta(days=1)),
    "notice-network": Limit(10, timedelta(hours=1)),
    "login-device": Limit(10, timedelta(minutes=15)),
    "login-network": Limit(50, timedelta(minutes=15)),
    "register-network": Limit(10, timedelta(hours=1)),
    # All open forms of the addresses that one customer of a provider may have.
    "open-form-network": Limit(60, timedelta(hours=1)),
    "mail-address": Limit(3, timedelta(hours=1)),
    "mail-address-day": Limit(10, timedelta(days=1)),
    "mail-network": Limit(20, timedelta(hours=1)),
    "address-change": Limit(3, timedelta(hours=1)),
    "verify-network": Limit(30, timedelta(minutes=15)),
    "verify-link": Limit(10, timedelta(minutes=15)),
    "second-factor": Limit(10, timedelta(minutes=15)),
    "sign-on-network": Limit(100, timedelta(minutes=15)),
    # A frame asks once, when its reader chooses to log in.
    "article-network": Limit(30, timedelta(hours=1)),
    "pair-network": Limit(120, timedelta(hours=1)),
    "own-copy": Limit(5, timedelta(days=1)),
}
"""The limit of each kind of try. The owner of a throttled account still has mail."""

UNPROVED = Limit(10, timedelta(hours=1))
"""How many of each open form a site that asks for a proof of work takes without one.

They are counted over all networks together, because an attack comes from thousands.
"""

UNPROVED_OF_NETWORK = Limit(3, timedelta(hours=1))
"""How many of them one network may send, so that others can still send theirs."""
