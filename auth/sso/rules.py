"""The rules of single sign-on: kinds of providers, lifetimes, and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext


class ProviderKind(StrEnum):
    """How an identity provider tells us who somebody is."""

    OIDC = "oidc"
    """OpenID Connect: the person is sent to the provider and comes back."""
    SIGNED_TOKEN = "signed_token"  # noqa: S105  A name.
    """The publisher's page hands us a token that the publisher has signed."""
    CORAL_TOKEN = "coral_token"  # noqa: S105  A name.
    """The same, with a token made for Coral."""


KIND_WORDS: dict[ProviderKind, LazyText] = {
    ProviderKind.OIDC: lazy_gettext("OpenID Connect"),
    ProviderKind.SIGNED_TOKEN: lazy_gettext("Token that your system signs"),
    ProviderKind.CORAL_TOKEN: lazy_gettext("Token made for Coral"),
}


class Purpose(StrEnum):
    """Why somebody is sent to a provider."""

    LOG_IN = "log_in"
    LINK = "link"
    """Add the identity to the account that is logged in."""
    PROVE = "prove"
    """Prove again who is logged in, before a sensitive action."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a provider says of a person.

    :param issuer: who says it. With *subject* it identifies the person.
    :param subject: the provider's own name for the person, which never changes.
    :param email: the address; empty if there is none.
    :param is_email_verified: whether the provider says that it has checked the address.
    :param authenticated_at: when the person last proved to the provider who they are.
    :param stated_at: when the provider said all this.
    :param provider_session: the provider's name for the person's session there.
    """

    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    is_email_verified: bool = False
    authenticated_at: datetime | None = None
    stated_at: datetime | None = None
    provider_session: str = ""


ATTEMPT_LIFETIME = timedelta(minutes=10)
"""How long somebody may take to log in at the provider."""

PENDING_LIFETIME = timedelta(minutes=30)
"""How long somebody may take to choose a name after the first log-in."""

LEEWAY = timedelta(seconds=30)
"""How far the clocks of the provider and of this machine may differ."""

TOKEN_LIFETIME = timedelta(minutes=10)
"""How long a token that a publisher signs may be valid."""

CORAL_LIFETIME = timedelta(hours=24)
"""The greatest age of a token made for Coral, from its ``iat``."""

FORMER_SECRET_LIFETIME = timedelta(hours=24)
"""How long the former secret works after a new one was set."""

LONGEST_SUBJECT = 255
LONGEST_TOKEN = 16_384
LONGEST_NAME_CLAIM = 200
LEAST_SECRET = 32
"""The fewest characters of a secret that signs tokens: 256 bits."""

BROWSER_ALGORITHMS = ("RS256", "ES256")
"""The signatures that are believed with a public key."""

SECRET_ALGORITHMS = ("HS256",)
"""The signatures that are believed with a shared secret."""


def claim_text(value: object, *, most: int) -> str:
    """Return a claim that should be a short text; empty if it is none."""
    if not isinstance(value, str) or len(value) > most or not is_storable(value):
        return ""
    return value.strip()


def is_storable(text: str) -> bool:
    """Whether *text* has neither NUL nor lone surrogates, which JSON can write.

    Not every database takes them.
    """
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
