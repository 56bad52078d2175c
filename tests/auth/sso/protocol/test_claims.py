"""Which ID tokens are believed. The provider is a real server; its answers are not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from auth.core.errors import InvalidError, UnavailableError
from auth.sso.protocol import openid
from auth.sso.protocol.directory import (
    FETCHED_AGAIN_AFTER,
    TRIED_AGAIN_AFTER,
    Directory,
)
from auth.sso.rules import Profile
from tests.auth.forger import (
    ACCESS_TOKEN,
    KEY,
    OTHER,
    Claims,
    Forger,
    half_hash,
    jwt_part,
    signed,
    unsigned,
)

HOUR = 3600


def now() -> int:
    return int(time.time())


def public_key_as_secret(claims: Claims) -> str:
    """Sign with the public key as if it were a secret, which libraries refuse."""
    head, body = jwt_part({"alg": "HS256", "kid": "one"}), jwt_part(claims)
    secret = KEY.as_pem(private=False)
    made = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


BAD_CLAIMS: dict[str, Callable[[], Claims]] = {
    "another client's token": lambda: {"aud": "other"},
    "another client's token that names us as its party": lambda: {
        "aud": "other",
        "azp": "comments",
    },
    "several audiences without a party": lambda: {"aud": ["comments", "other"]},
    "several audiences with another party": lambda: {
        "aud": ["comments", "other"],
        "azp": "other",
    },
    "our audience with another party": lambda: {"azp": "other"},
    "no audience": lambda: {"aud": None},
    "another issuer": lambda: {"iss": "https://evil.example"},
    "no issuer": lambda: {"iss": None},
    "no person": lambda: {"sub": None},
    "an empty person": lambda: {"sub": ""},
    "a person as a number": lambda: {"sub": 7},
    "a person that is too long": lambda: {"sub": "a" * 256},
    "expired a minute ago": lambda: {"exp": now() - 60},
    "no end": lambda: {"exp": None},
    "an end that is no number": lambda: {"exp": "tomorrow"},
    "from the future": lambda: {"iat": now() + 300},
    "issued an hour ago": lambda: {"iat": now() - HOUR},
    "no time of issue": lambda: {"iat": None},
    "not valid yet": lambda: {"nbf": now() + 300},
    "no nonce": lambda: {"nonce": None},
    "another nonce": lambda: {"nonce": "another"},
    "a hash of another access token": lambda: {"at_hash": half_hash("another")},
}

BAD_SIGNATURES: dict[str, Callable[[Claims], str | None]] = {
    "no token at all": lambda _claims: None,
    "no signature": unsigned,
    "the public key as a secret": public_key_as_secret,
    "an unknown key": lambda claims: signed(claims, OTHER),
    "an unknown key under a known name": lambda claims: signed(
        claims, OTHER, kid="one"
    ),
    "a key that it brings along": lambda claims: signed(
        claims, OTHER, jwk=OTHER.as_dict(private=False)
    ),
    "a key at an address that it names": lambda claims: signed(
        claims, OTHER, jku="https://evil.example/keys"
    ),
    "a name of a key that is a path": lambda claims: signed(
        claims, OTHER, kid="../../etc/passwd"
    ),
    "an algorithm that is not allowed": lambda claims: signed(claims, KEY, "PS256"),
    "no token but text": lambda _claims: "not.a.token",
}


def profile_of(forger: Forger) -> Profile:
    """Return what the site believes of the forger's answer."""
    forger.nonce = "the nonce"
    return openid.profile_of(
        openid.Client(
            name="The Post",
            issuer=forger.issuer,
            client_id="comments",
            secret="a secret of this client",
            redirect_uri="http://localhost/sso/post/callback",
            allows_private=True,
        ),
        Directory(),
        openid.Sent(state="", nonce=forger.nonce, code_verifier="v" * 43),
        code="any",
        now=datetime.now(UTC),
    )


@pytest.mark.parametrize("lie", BAD_CLAIMS)
def test_a_token_with_wrong_claims_is_refused(forger: Forger, lie: str) -> None:
    forger.claims = BAD_CLAIMS[lie]()

    with pytest.raises(InvalidError, match="refused"):
        profile_of(forger)


@pytest.mark.parametrize("lie", BAD_SIGNATURES)
def test_a_token_with_a_wrong_signature_is_refused(forger: Forger, lie: str) -> None:
    forger.sign = BAD_SIGNATURES[lie]

    with pytest.raises(InvalidError, match="refused"):
        profile_of(forger)


@pytest.mark.parametrize(
    "truth",
    [
        {},
        {"aud": ["comments"]},
        {"aud": ["comments", "other"], "azp": "comments"},
        {"azp": "comments"},
        {"at_hash": half_hash(ACCESS_TOKEN)},
    ],
)
def test_true_tokens_are_believed(forger: Forger, truth: Claims) -> None:
    forger.claims = truth

    assert profile_of(forger).subject == "reader-1"


def test_clocks_may_differ_by_half_a_minute(forger: Forger) -> None:
    forger.claims = {"exp": now() - 20, "iat": now() - 320}

    assert profile_of(forger).subject == "reader-1"


def test_a_new_key_is_fetched_and_an_old_one_forgotten(forger: Forger) -> None:
    directory, now = Directory(), datetime.now(UTC)
    url = f"{forger.issuer}/jwks"
    later = now + FETCHED_AGAIN_AFTER

    before = directory.keys(url, kid="two", allows_private=True, now=now)
    forger.keys = [OTHER]
    at_once = directory.keys(url, kid="two", allows_private=True, now=now)
    found = directory.keys(url, kid="two", allows_private=True, now=later)
    gone = directory.keys(url, kid="one", allows_private=True, now=later)

    assert before == at_once == gone == []
    assert [each.kid for each in found] == ["two"]


def test_a_provider_that_is_down_is_asked_again_after_ten_seconds(
    forger: Forger,
) -> None:
    directory, now = Directory(), datetime.now(UTC)
    url = f"{forger.issuer}/jwks"
    forger.is_down = True

    for _ in range(3):
        with pytest.raises(UnavailableError):
            directory.keys(url, kid="one", allows_private=True, now=now)
    asked = list(forger.asked)
    forger.is_down = False
    found = directory.keys(
        url, kid="one", allows_private=True, now=now + TRIED_AGAIN_AFTER
    )

    assert asked == ["/jwks"]
    assert [each.kid for each in found] == ["one"]


def test_unknown_keys_cause_no_flood_of_requests(forger: Forger) -> None:
    directory, now = Directory(), datetime.now(UTC)

    for number in range(20):
        directory.keys(
            f"{forger.issuer}/jwks", kid=f"{number}", allows_private=True, now=now
        )

    assert forger.asked == ["/jwks"]
