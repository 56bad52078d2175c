"""Counts tries in the database, so that all processes share the count."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, TooManyError
from auth.core.models import Throttle
from auth.core.naming import addresses
from auth.core.rules import DISOWNED_LIFETIME, DISOWNED_MAILS, LIMITS, Limit
from auth.core.translation import gettext as _
from auth.db.upserts import count_up, put

LOGIN = "login-account"
DISOWNED = "disowned"


def hit(session: Session, *, kind: str, subject: str, now: datetime) -> None:
    """Count one try. Commit it even if it is refused; otherwise it does not count.

    :param kind: a key of :data:`auth.core.rules.LIMITS`.
    :param subject: the address or network that the try counts against.
    :raises TooManyError: if there were too many in the current window.
    """
    wait = count(session, key=f"{kind}:{subject}", limit=LIMITS[kind], now=now).wait
    if wait:
        raise TooManyError(
            _(
                "Too many attempts. Please wait a while, or ask for a link to reset "
                "your password."
            ),
            {"retry_after": wait},
        )


@dataclass(frozen=True)
class Count:
    """What is left of a limit in the current window.

    :param remaining: tries that are left, never below 0.
    :param reset: seconds until the window ends.
    :param wait: seconds to wait if the try was one too many, else 0.
    """

    remaining: int
    reset: int
    wait: int


def count(session: Session, *, key: str, limit: Limit, now: datetime) -> Count:
    """Count one try under *key*, and return what is left.

    One statement counts and reads, so that simultaneous tries cannot pass the limit.
    Limits under the same key need windows of different lengths.
    """
    seconds = int(limit.window.total_seconds())
    window = int(now.timestamp()) // seconds
    [counted] = count_up(
        session,
        Throttle,
        {"key": key, "window": window},
        {"count": 1},
        {"expires_at": now + limit.window},
    )
    reset = seconds - int(now.timestamp()) % seconds
    left = limit.count - counted
    return Count(max(left, 0), reset, reset if left < 0 else 0)


def is_used_up(session: Session, *, key: str, limit: Limit, now: datetime) -> bool:
    """Whether the next try under *key* would be one too many. Counts nothing."""
    window = int(now.timestamp()) // int(limit.window.total_seconds())
    counted = select(Throttle.count).where(
        Throttle.key == key, Throttle.window == window
    )
    return (session.scalar(counted) or 0) >= limit.count


def login_subject(email: str) -> str:
    """Return the subject under which log-ins with *email* are counted."""
    try:
        return addresses.address_key(email.strip())[: addresses.ADDRESS_LENGTH]
    except InvalidError:
        return "no address"


def forgive(session: Session, *, kind: str, subject: str) -> None:
    """Remove the tries counted against *subject*, whose owner has logged in."""
    session.execute(delete(Throttle).where(Throttle.key == f"{kind}:{subject}"))


def disown(session: Session, *, email_key: str, now: datetime) -> None:
    """Note that the owner of a mailbox did not ask for the mail in it."""
    values = {
        "key": f"{DISOWNED}:{email_key}",
        "window": 0,
        "count": 0,
        "expires_at": now + DISOWNED_LIFETIME,
    }
    put(session, Throttle, values, key=["key", "window"])


def may_mail(session: Session, *, email_key: str, now: datetime) -> bool:
    """Whether a mail that its recipient may not have asked for may be sent.

    Counts the mail if the mailbox's owner has disowned an earlier one.
    """
    mine = Throttle.key == f"{DISOWNED}:{email_key}", Throttle.expires_at > now
    # Read first: nearly always there is no such row and nothing is written, so
    # that a known and an unknown address take the same work.
    if session.scalar(select(Throttle.count).where(*mine)) is None:
        return True
    count = session.scalar(
        update(Throttle)
        .where(*mine)
        .values(count=Throttle.count + 1)
        .returning(Throttle.count)
    )
    return count is None or count <= DISOWNED_MAILS


def purge(session: Session, *, now: datetime) -> None:
    """Remove the counts of past windows."""
    session.execute(delete(Throttle).where(Throttle.expires_at < now))


def network_of(address: str | None) -> str:
    """Return the network of an address: the address itself, or its IPv6 /64."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def wide_network_of(address: str | None) -> str:
    """Return the network that one customer may have: the IPv4 /24, or the IPv6 /56."""
    narrow = network_of(address)
    if narrow == "unknown":
        return narrow
    parsed = ipaddress.ip_address(narrow.partition("/")[0])
    length = 56 if isinstance(parsed, ipaddress.IPv6Address) else 24
    return str(ipaddress.ip_network((parsed, length), strict=False))
