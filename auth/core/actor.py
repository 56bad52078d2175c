"""The actor: a plain value that is passed to services. It needs no request."""

from __future__ import annotations

from dataclasses import dataclass

from auth.core.permissions import IN_FRAME, Permission, Role, permissions_of


@dataclass(frozen=True)
class Actor:
    """A logged-in person or an API key, for the duration of a request.

    :param account_id: the person's account; for a key, the account of its owner.
    :param key_permissions: the permissions of an API key; ``None`` for a person.
    :param only_site_id: the only site for which the key is valid, or whose settings a
        person may change; ``None`` for every site.
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
    # Which of the roles apply to every site.
    wide_roles: frozenset[Role] = frozenset()
    # Whether the page is in a frame of a publisher's page, where less is allowed.
    is_framed: bool = False
    # Whether the session was opened for frames, and is good in them alone.
    has_frame_session: bool = False
    # The language that the account prefers; empty for the site's.
    language: str = ""
    key_id: int | None = None
    key_permissions: frozenset[Permission] | None = None
    only_site_id: int | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """The permissions of this actor on the current site."""
        if self.key_permissions is not None:
            return self.key_permissions
        found = permissions_of(self.roles, self.wide_roles)
        return found & IN_FRAME if self.is_framed else found

    @property
    def withheld_permissions(self) -> frozenset[Permission]:
        """The permissions that wait for the second factor of this session."""
        return permissions_of(self.withheld_roles, self.wide_roles) - self.permissions

    @property
    def is_newsroom_wide(self) -> bool:
        """Whether one of the roles applies to every site."""
        return bool(self.wide_roles)

    def may(self, permission: Permission) -> bool:
        """Whether this actor has *permission*."""
        return permission in self.permissions

    def may_in(self, permission: Permission, section: str | None) -> bool:
        """Whether this actor has *permission* for a section of the current site.

        An article without a section belongs to moderators of the whole site.
        """
        reaches = self.sections is None or (section or "") in self.sections
        return reaches and self.may(permission)
