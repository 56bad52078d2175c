"""What admins change about keys and roles: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from auth.core.permissions import Role


@dataclass(frozen=True, kw_only=True)
class CreateKey:
    """Create an API key.

    :param site_id: the only site that it works on; ``None``: all of them.
    """

    name: str
    scopes: tuple[str, ...]
    site_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeStaff:
    """Give a role to the person with an address, or take it away.

    :param is_removal: whether the role is taken away.
    :param grant_id: the one grant that is taken; ``None``: the role everywhere.
    :param site_id: the only site that the role is for; ``None``: all of them.
    :param section: the only section of that site, empty for all of it.
    :param takes_keys: whether the acting admin takes over the API keys of somebody
        who is no admin any more, rather than revoke them.
    """

    email: str
    role: Role
    is_removal: bool = False
    grant_id: int | None = None
    site_id: int | None = None
    section: str = ""
    takes_keys: bool = False
