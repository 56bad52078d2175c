"""The inputs of changes to keys and roles, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from auth.core.permissions import Role


@dataclass(frozen=True, kw_only=True)
class CreateKey:
    """Create an API key.

    :param site_id: the only site on which it is valid; ``None`` for all.
    """

    name: str
    scopes: tuple[str, ...]
    site_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CreateBoundKey:
    """Create a key for a tool that relays its owner's decisions."""

    name: str


@dataclass(frozen=True, kw_only=True)
class ChangeStaff:
    """Grant a role to the person with an address, or revoke it.

    :param is_removal: whether the role is revoked.
    :param grant_id: the one grant to revoke; ``None`` for the role everywhere.
    :param site_id: the only site of the role; ``None`` for all.
    :param section: the only section of that site; empty for all of it.
    :param takes_keys: whether the acting admin takes over the API keys of a former
        admin instead of revoking them.
    """

    email: str
    role: Role
    is_removal: bool = False
    grant_id: int | None = None
    site_id: int | None = None
    section: str = ""
    takes_keys: bool = False
