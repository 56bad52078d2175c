"""The challenge of a proof of work, and which solutions of it are accepted.

A browser needs a second or two to solve a challenge. A device that sends a thousand
forms needs a thousand times as long. Challenges follow ALTCHA's second version. They
are signed, so nothing is stored until one is solved.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import Challenge, Payload, create_challenge, verify_solution

ALGORITHM = "PBKDF2/SHA-256"
"""Browsers compute it as fast as any program, without code of ours."""
COST = 10_000
"""The rounds of one try. Checking a solution takes as long as one try."""
PREFIX = "00"
"""What the result of a try must begin with: one try of 256 does."""
LIFETIME = timedelta(minutes=10)
LONGEST = 2_000
"""The most characters of a solution."""

_PURPOSE = b"ceasefire: proof of work"


@dataclass(frozen=True)
class Solved:
    """A challenge that was solved.

    :param nonce: names it among all challenges.
    :param until: when it expires.
    """

    nonce: str
    until: datetime


def key_of(secret: str) -> str:
    """Return the key that signs challenges, derived from the newsroom's *secret*."""
    return hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def challenge(*, key: str, site_id: int, now: datetime) -> Challenge:
    """Return a new challenge for forms of a site."""
    until = int((now + LIFETIME).timestamp())
    return create_challenge(
        ALGORITHM,
        COST,
        key_prefix=PREFIX,
        # Not in "expires_at", which the library compares with the computer's clock.
        data={"site": site_id, "until": until},
        hmac_secret=key,
    )


def solved(solution: str, *, key: str, site_id: int, now: datetime) -> Solved | None:
    """Return the challenge that *solution* solves.

    It may be used once, which the caller has to ensure.

    :returns: ``None`` if it is not solved, has expired, is for another site, or was not
        signed with *key*.
    """
    if len(solution) > LONGEST or not verify_solution(solution, key).verified:
        return None
    # It is signed, so everything in it is ours.
    parameters = Payload.from_base64(solution).challenge.parameters
    data: dict[str, Any] = parameters.data or {}
    until = datetime.fromtimestamp(data["until"], UTC)
    is_current = data["site"] == site_id and now < until
    return Solved(parameters.nonce, until) if is_current else None
