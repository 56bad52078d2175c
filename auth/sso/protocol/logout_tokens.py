"""Reads the logout token of a provider (OpenID Connect Back-Channel Logout, 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.sso.protocol.claims import (
    KeysOf,
    check_party,
    moment_of,
    refused,
    verified,
)
from auth.sso.rules import BROWSER_ALGORITHMS, LEEWAY, claim_text

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = timedelta(minutes=10)
"""How long a logout token is believed from its ``iat``, if it names no end."""


@dataclass(frozen=True, kw_only=True)
class Logout:
    """Which sessions a provider has ended: of a person, or one of theirs."""

    subject: str
    sid: str
    jti: str
    expires_at: datetime


def read(
    token: str, keys_of: KeysOf, *, issuer: str, client_id: str, now: datetime
) -> Logout:
    """Return what a logout token says.

    :raises InvalidError: if it is not one for this client.
    """
    claims = verified(
        token,
        keys_of,
        algorithms=BROWSER_ALGORITHMS,
        now=now,
        iss=issuer,
        aud=client_id,
        iat=None,
        jti=None,
        events=None,
    )
    check_party(claims, client_id)
    events = claims["events"]
    if not isinstance(events, dict) or EVENT not in events:
        raise refused("it is not a logout token")
    # An ID token has a nonce. So one can never be taken for a logout token.
    if "nonce" in claims:
        raise refused("a logout token has no nonce")
    subject = claim_text(claims.get("sub"), most=255)
    sid = claim_text(claims.get("sid"), most=255)
    if not subject and not sid:
        raise refused("it names neither a person nor a session")
    issued_at = moment_of(claims["iat"])
    if now - issued_at > LIFETIME:
        raise refused("it was issued too long ago")
    return Logout(
        subject=subject,
        sid=sid,
        jti=str(claims["jti"]),
        expires_at=issued_at + LIFETIME + LEEWAY,
    )
