"""The inputs of changes in single sign-on, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from auth.sso.rules import ProviderKind


@dataclass(frozen=True, kw_only=True)
class StartLogIn:
    """Go to a provider.

    :param next_path: the page to which the person returns.
    :param kept: a refused form, signed.
    """

    slug: str
    next_path: str = "/"
    kept: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class ChooseName:
    """Choose the display name of an account that a provider has introduced."""

    display_name: str


@dataclass(frozen=True, kw_only=True)
class SetFirstPassword:
    """Set the password of an account that has none."""

    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AddProvider:
    """Let people of a site log in with an identity provider.

    :param secret: the client's secret, or the secret that signs tokens.
    """

    kind: ProviderKind
    slug: str
    name: str
    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    keys_url: str = ""
    allows_private_hosts: bool = False
    vouches_for_addresses: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeProvider:
    """Change an identity provider. An empty secret keeps the present one."""

    provider_id: int
    name: str
    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    keys_url: str = ""
    allows_private_hosts: bool = False
    vouches_for_addresses: bool = False
    is_enabled: bool = False


@dataclass(frozen=True, kw_only=True)
class ChooseRegistration:
    """Say whether readers can register with an address."""

    takes_registrations: bool


@dataclass(frozen=True, kw_only=True)
class EndByProvider:
    """End the sessions that a provider has ended."""

    slug: str
    logout_token: str = field(repr=False)
