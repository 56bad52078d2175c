"""The actor: a plain value that is passed to services. It needs no request."""

from __future__ import annotations

from dataclasses import dataclass

from auth.core.permissions import IN_FRAME, Permission, Role, permissions_of


@dataclass(frozen=True)
class Actor:
    """A logged-in person or an API key, for the duration of a request.

    :param account_id: the person's account; for a key, the account of its owner.
    :param key_permissions: the permissions of an API key; ``None`` for a person.
    :param key_site_id: the only site for which the key is valid; ``None`` for every
        site, and for a person.
    """

    account_id: int
    display_name: str
    roles: frozenset[Role] = frozenset({Role.READER})
    is_verified: bool = False
    session_id: int | None = None
    wants_touch: bool = False
    # Whether the password was entered recently. Sensitive actions require this.
    is_fresh: bool = False
    # Roles that wait for the second factor of this session.
    withheld_roles: frozenset[Role] = frozenset()
    # The sections to which a moderator's role is limited; ``None`` for every section.
    sections: frozenset[str] | None = None
    # Whether one of the roles applies to every site.
    is_newsroom_wide: bool = False
    # Whether the page is in a frame of a publisher's page, where less is allowed.
    is_framed: bool = False
    key_id: int | None = None
    key_permissions: frozenset[Permission] | None = None
    key_site_id: int | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """The permissions of this actor on the current site."""
        if self.key_permissions is not None:
            return self.key_permissions
        found = permissions_of(self.roles)
        return found & IN_FRAME if self.is_framed else found

    def may(self, permission: Permission) -> bool:
        """Whether this actor has *permission*."""
        return permission in self.permissions

    def may_in(self, permission: Permission, section: str | None) -> bool:
        """Whether this actor has *permission* for a section of the current site.

        An article without a section belongs to moderators of the whole site.
        """
        reaches = self.sections is None or (section or "") in self.sections
        return reaches and self.may(permission)
