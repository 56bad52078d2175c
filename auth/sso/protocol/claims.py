"""Checks tokens: who signed them, for whom, when, and what they claim."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jwt import JWTClaimsRegistry

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _
from auth.sso.rules import LEEWAY, LONGEST_SUBJECT, LONGEST_TOKEN, is_storable

Key = RSAKey | ECKey | OctKey
KeysOf = Callable[[str | None], Sequence[Key]]
"""Returns the keys that may have signed a token with a ``kid``."""

OLDEST_ID_TOKEN = timedelta(minutes=10)


def refused(reason: str) -> InvalidError:
    """Return the error for a token that is not believed.

    :param reason: which check failed, in English, for the publisher's developer.
    """
    message = _("The log-in was refused: %(reason)s.", reason=reason)
    return InvalidError(message, {"reason": reason})


def verified(
    token: str,
    keys_of: KeysOf,
    *,
    algorithms: Sequence[str],
    now: datetime,
    **expected: str | None,
) -> dict[str, Any]:
    """Return the claims of *token* if its signature, its times and they are right.

    :param expected: claims that the token must have; ``None`` for any value.
    :raises InvalidError: if anything is wrong.
    """
    header, _claims = peek(token)
    if header.get("alg") not in algorithms:
        raise refused("its signature has an algorithm that is not allowed")
    kid = header.get("kid")
    claims = _signed(token, keys_of(kid if isinstance(kid, str) else None), algorithms)
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(LEEWAY.total_seconds()),
        **{
            name: {"essential": True} | ({} if value is None else {"value": value})  # type: ignore[arg-type]
            for name, value in expected.items()
        },
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        named = getattr(error, "claim", "") or str(error)
        raise refused(f"the claim {named} is missing or wrong") from error
    return claims


def peek(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of *token*, which nobody has verified yet.

    :raises InvalidError: if it is no token.
    """
    parts = token.split(".") if len(token) <= LONGEST_TOKEN else []
    try:
        header, claims = (json.loads(_decoded(each)) for each in parts[:2])
        if not all(map(is_storable, _texts([header, claims]))):
            raise refused("it has a character that no text may have")
    except (ValueError, RecursionError) as error:
        raise refused("it is not a JSON Web Token") from error
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(claims, dict):
        raise refused("it is not a JSON Web Token")
    return header, claims


def id_token_claims(
    token: str,
    keys_of: KeysOf,
    *,
    algorithms: Sequence[str],
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims of an ID token (OpenID Connect Core, 3.1.3.7).

    :raises InvalidError: if it is not for this client and this log-in.
    """
    claims = verified(
        token,
        keys_of,
        algorithms=algorithms,
        now=now,
        iss=issuer,
        aud=client_id,
        sub=None,
        exp=None,
        iat=None,
        nonce=nonce,
    )
    check_party(claims, client_id)
    check_subject(claims)
    if now - moment_of(claims["iat"]) > OLDEST_ID_TOKEN:
        raise refused("it was issued too long ago")
    stated = claims.get("at_hash")
    if stated is not None and not _is_hash_of(stated, access_token):
        raise refused("the claim at_hash is wrong")
    return claims


def check_party(claims: Mapping[str, Any], client_id: str) -> None:
    """Check ``azp``: with several audiences it has to say that the token is ours."""
    audiences = claims.get("aud")
    is_one_of_several = isinstance(audiences, list) and len(audiences) > 1
    if claims.get("azp", None if is_one_of_several else client_id) != client_id:
        raise refused("the claim azp is missing or wrong")


def check_subject(claims: Mapping[str, Any]) -> None:
    """Check that ``sub`` has a length that can be stored."""
    if not 0 < len(str(claims.get("sub") or "")) <= LONGEST_SUBJECT:
        raise refused("the claim sub is missing or too long")


def moment_of(value: object) -> datetime:
    """Return the time of a claim.

    :raises InvalidError: if it is none.
    """
    try:
        return datetime.fromtimestamp(float(value), UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise refused("a claim with a time is wrong") from error


def _signed(
    token: str, keys: Sequence[Key], algorithms: Sequence[str]
) -> dict[str, Any]:
    for key in keys:
        try:
            return dict(jwt.decode(token, key, algorithms=list(algorithms)).claims)
        except (JoseError, ValueError):
            continue
    raise refused("no known key has signed it")


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _is_hash_of(stated: object, access_token: str) -> bool:
    # Both allowed algorithms use SHA-256; the claim is its left half.
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    return hmac.compare_digest(str(stated).encode(), expected.encode())
