"""The two steps of OpenID Connect: the way to the provider, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from urllib3.exceptions import HTTPError

from auth.core.errors import UnavailableError
from auth.core.translation import gettext as _
from auth.sso.protocol.claims import id_token_claims, moment_of, refused
from auth.sso.protocol.directory import Directory, Metadata
from auth.sso.protocol.fetching import guarded
from auth.sso.rules import BROWSER_ALGORITHMS, LONGEST_NAME_CLAIM, Profile, claim_text

SCOPES = "openid profile email"


@dataclass(frozen=True, kw_only=True)
class Client:
    """This site as a client of one provider.

    :param redirect_uri: where the provider sends people back to.
    """

    name: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str
    allows_private: bool


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was sent with somebody to the provider, and has to match its answer."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


def way_to(client: Client, metadata: Metadata, sent: Sent, *, asks_again: bool) -> str:
    """Return the address to which the person is sent.

    :param asks_again: whether the provider has to ask who the person is, even if it
        knows already.
    """
    more = {"prompt": "login", "max_age": "0"} if asks_again else {}
    with _session(client, metadata) as session:
        url, _state = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=sent.state,
            code_verifier=sent.code_verifier,
            nonce=sent.nonce,
            **more,
        )
    return str(url)


def profile_of(
    client: Client,
    directory: Directory,
    sent: Sent,
    *,
    code: str,
    now: datetime,
) -> Profile:
    """Exchange *code* for what the provider says of the person.

    :raises InvalidError: if the provider refuses the code, or its answer is wrong.
    :raises UnavailableError: if the provider cannot be reached.
    """
    metadata = directory.metadata(
        client.issuer, allows_private=client.allows_private, now=now
    )
    try:
        with _session(client, metadata) as session:
            answer = session.fetch_token(
                metadata.token_endpoint,
                code=code,
                code_verifier=sent.code_verifier,
                allow_redirects=False,
            )
            claims = _claims(client, directory, metadata, sent, answer, now)
            claims |= _more_claims(session, metadata, claims)
    except (AuthlibBaseError, KeyError) as error:
        raise refused("the provider did not accept its own code") from error
    except (requests.RequestException, HTTPError, ValueError) as error:
        message = _("%(name)s cannot be reached just now.", name=client.name)
        raise UnavailableError(message) from error
    return profile_in(claims)


def profile_in(claims: Mapping[str, Any]) -> Profile:
    """Return what standard claims say of a person."""
    auth_time = claims.get("auth_time")
    issued_at = claims.get("iat")
    return Profile(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        name=_name_in(claims),
        email=claim_text(claims.get("email"), most=254),
        is_email_verified=claims.get("email_verified") is True,
        authenticated_at=None if auth_time is None else moment_of(auth_time),
        stated_at=None if issued_at is None else moment_of(issued_at),
        provider_session=claim_text(claims.get("sid"), most=255),
    )


def _name_in(claims: Mapping[str, Any]) -> str:
    for each in ("name", "preferred_username", "nickname"):
        if found := claim_text(claims.get(each), most=LONGEST_NAME_CLAIM):
            return found
    return ""


def _claims(
    client: Client,
    directory: Directory,
    metadata: Metadata,
    sent: Sent,
    answer: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    id_token = answer.get("id_token")
    if not isinstance(id_token, str):
        raise refused("the provider sent no ID token")
    return id_token_claims(
        id_token,
        lambda kid: directory.keys(
            metadata.keys_url, kid=kid, allows_private=client.allows_private, now=now
        ),
        algorithms=BROWSER_ALGORITHMS,
        issuer=client.issuer,
        client_id=client.client_id,
        nonce=sent.nonce,
        access_token=str(answer.get("access_token") or ""),
        now=now,
    )


def _more_claims(
    session: OAuth2Session, metadata: Metadata, claims: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the claims of the userinfo endpoint that the ID token lacks."""
    is_complete = "email" in claims and _name_in(claims)
    if is_complete or not metadata.userinfo_endpoint:
        return {}
    answer = session.get(metadata.userinfo_endpoint, allow_redirects=False)
    found = answer.json() if answer.status_code == requests.codes.ok else {}
    if not found:
        return {}
    if not isinstance(found, dict) or found.get("sub") != claims["sub"]:
        raise refused("the provider's answers are about different people")
    wanted = ["name", "preferred_username", "nickname"]
    more = {name: found[name] for name in wanted if name in found}
    if "email" in found:
        # Whether an address is verified is believed only together with the address.
        verified = found.get("email_verified")
        more |= {"email": found["email"], "email_verified": verified}
    return more


def _session(client: Client, metadata: Metadata) -> OAuth2Session:
    session = OAuth2Session(
        client_id=client.client_id,
        client_secret=client.secret or None,
        scope=SCOPES,
        redirect_uri=client.redirect_uri,
        code_challenge_method="S256",
        token_endpoint_auth_method=_auth_method(client, metadata),
    )
    return guarded(session, allows_private=client.allows_private)


def _auth_method(client: Client, metadata: Metadata) -> str:
    if not client.secret:
        return "none"
    known = metadata.auth_methods or ("client_secret_basic",)
    if "client_secret_basic" not in known and "client_secret_post" in known:
        return "client_secret_post"
    return "client_secret_basic"
