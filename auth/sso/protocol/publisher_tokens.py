"""Reads the tokens that a publisher signs: our own format, and the one of Coral.

No format can give a role: the token passes through a browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.jwk import OctKey

from auth.sso.protocol.claims import (
    KeysOf,
    check_subject,
    moment_of,
    refused,
    verified,
)
from auth.sso.protocol.openid import profile_in
from auth.sso.rules import (
    BROWSER_ALGORITHMS,
    CORAL_LIFETIME,
    LEEWAY,
    LONGEST_NAME_CLAIM,
    LONGEST_SUBJECT,
    SECRET_ALGORITHMS,
    TOKEN_LIFETIME,
    Profile,
    claim_text,
)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a token says of a person.

    :param jti: the number under which it is used up; empty if it is good many times.
    :param expires_at: from when on its number need not be remembered.
    """

    profile: Profile
    jti: str = ""
    expires_at: datetime


def read_own(
    token: str,
    keys_of: KeysOf,
    *,
    is_public: bool,
    issuer: str,
    audience: str,
    now: datetime,
) -> Stated:
    """Return what a token in our own format says.

    :param is_public: whether the keys are public ones, and not a shared secret.
    :param audience: the origin of the site.
    :raises InvalidError: if it is not one for this site, or lives too long.
    """
    claims = verified(
        token,
        keys_of,
        algorithms=BROWSER_ALGORITHMS if is_public else SECRET_ALGORITHMS,
        now=now,
        iss=issuer,
        aud=audience,
        sub=None,
        iat=None,
        exp=None,
        jti=None,
    )
    check_subject(claims)
    expires_at = moment_of(claims["exp"])
    if expires_at - moment_of(claims["iat"]) > TOKEN_LIFETIME:
        raise refused("it may be valid for ten minutes at most")
    jti = claim_text(claims["jti"], most=LONGEST_SUBJECT)
    if not jti:
        raise refused("the claim jti is missing or too long")
    return Stated(profile=profile_in(claims), jti=jti, expires_at=expires_at + LEEWAY)


def read_coral(token: str, keys_of: KeysOf, *, issuer: str, now: datetime) -> Stated:
    """Return what a token made for Coral says.

    It can be used again, because two tabs may have the same one.

    :param issuer: what stands for the publisher, whom the token does not name.
    :raises InvalidError: if it lacks an id, an address or a name, or if it is too old.
    """
    claims = verified(token, keys_of, algorithms=SECRET_ALGORITHMS, now=now)
    person = claims.get("user")
    if not isinstance(person, dict):
        raise refused("it has no user")
    issued_at = _age_checked(claims, now)
    return Stated(
        profile=Profile(
            issuer=issuer,
            subject=_needed(person, "id", LONGEST_SUBJECT),
            name=_needed(person, "username", LONGEST_NAME_CLAIM),
            email=_needed(person, "email", 254),
            is_email_verified=True,
            stated_at=issued_at,
        ),
        expires_at=now,
    )


def secret_keys(secrets: list[str]) -> KeysOf:
    """Return the shared secrets as keys. A ``kid`` is ignored: all are tried."""
    keys = [OctKey.import_key(each) for each in secrets]
    return lambda _kid: keys


def _needed(person: Mapping[str, Any], name: str, most: int) -> str:
    found = claim_text(person.get(name), most=most)
    if not found:
        raise refused(f"the claim user.{name} is missing or too long")
    return found


def _age_checked(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    if claims.get("iat") is None:
        if claims.get("exp") is None:
            raise refused("it has neither iat nor exp, so it would be good forever")
        return None
    issued_at = moment_of(claims["iat"])
    if now - issued_at > CORAL_LIFETIME:
        raise refused("it was made more than 24 hours ago")
    return issued_at
