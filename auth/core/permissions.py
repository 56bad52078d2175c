"""The table of the permissions of each role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from auth.core.translation import LazyText, lazy_gettext


class Role(StrEnum):
    """A person's role on a site. Everybody who is logged in is a reader."""

    READER = "reader"
    MODERATOR = "moderator"
    ADMIN = "admin"


ROLE_WORDS: dict[Role, LazyText] = {
    Role.READER: lazy_gettext("reader"),
    Role.MODERATOR: lazy_gettext("moderator"),
    Role.ADMIN: lazy_gettext("admin"),
}


class Permission(StrEnum):
    """A permission. Each endpoint requires one, or declares that it is public."""

    COMMENT = "comment"
    """Post, reply, edit and delete one's own, report, follow."""
    OWN_ACCOUNT = "own_account"
    """See and change one's own account, sessions, comments and notifications."""
    REVIEW = "review"
    """Work the review queue: claim, decide, escalate."""
    SEE_FIGURES = "see_figures"
    """Read the audit log and the figures."""
    RUN_SITE = "run_site"
    """What belongs to one site: its settings, articles, pages, staff, keys."""
    RUN_NEWSROOM = "run_newsroom"
    """What all sites share: profiles, samples, sign-on, imports, readers' sessions."""
    PUT_ARTICLE = "put_article"
    """Register articles: held by API keys with the scope ``articles``."""
    MANAGE_WEBHOOKS = "manage_webhooks"
    """Say which systems are told of events: also keys with the scope ``webhooks``."""
    READ_SITE_FEED = "read_site_feed"
    """Read the feed of all published comments: keys with the scope ``feeds``."""
    READ_QUEUE = "read_queue"
    """Read the comments that wait: keys with the scope ``queue``."""
    BRING_VERDICTS = "bring_verdicts"
    """Hold or publish as another system: keys with the scope ``verdicts``."""
    ANSWER_FOR_READERS = "answer_for_readers"
    """Copy and erase what a publisher's own readers have: keys with ``readers``."""
    ANALYZE = "analyze"
    """Have texts scored: held by API keys with the scope ``analyze``."""


_READER = frozenset({Permission.COMMENT, Permission.OWN_ACCOUNT})
_MODERATOR = _READER | {Permission.REVIEW, Permission.SEE_FIGURES}
_ADMIN = _MODERATOR | {
    Permission.RUN_SITE,
    Permission.PUT_ARTICLE,
    Permission.MANAGE_WEBHOOKS,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READER,
    Role.MODERATOR: _MODERATOR,
    Role.ADMIN: _ADMIN,
}

NEWSROOM_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset({Permission.RUN_NEWSROOM}),
}
"""What a role also permits if it is for every site."""

IN_FRAME = frozenset({Permission.COMMENT})
"""What anybody may do in a frame on a publisher's page, whatever their roles."""

SCOPE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "articles": frozenset({Permission.PUT_ARTICLE}),
    "analyze": frozenset({Permission.ANALYZE}),
    "webhooks": frozenset({Permission.MANAGE_WEBHOOKS}),
    "feeds": frozenset({Permission.READ_SITE_FEED}),
    "queue": frozenset({Permission.READ_QUEUE}),
    "verdicts": frozenset({Permission.BRING_VERDICTS}),
    "readers": frozenset({Permission.ANSWER_FOR_READERS}),
}

BOUND_SCOPE = "decisions"
"""The scope of a key that is bound to a moderator: what they may do on the desk."""


class Granted(NamedTuple):
    """A role that an account has.

    :param site_id: ``None`` if it applies to every site.
    :param section: empty if it applies to every section.
    """

    role: Role
    site_id: int | None
    section: str


@dataclass(frozen=True)
class RoleScope:
    """The roles of an account on a site, and their extent."""

    roles: frozenset[Role]
    sections: frozenset[str] | None
    """The sections of the roles; ``None`` for every section."""
    wide_roles: frozenset[Role]
    """The roles that apply to every site."""


def scope_of(grants: Iterable[Granted]) -> RoleScope:
    """Return what these grants amount to. Of several roles, the widest counts."""
    granted = list(grants)
    sections = frozenset(each.section for each in granted)
    return RoleScope(
        roles=frozenset({Role.READER, *(each.role for each in granted)}),
        sections=sections if sections and "" not in sections else None,
        wide_roles=frozenset(each.role for each in granted if each.site_id is None),
    )


@cache
def permissions_of(
    roles: frozenset[Role], wide_roles: frozenset[Role] = frozenset()
) -> frozenset[Permission]:
    """Return the permissions that *roles* have together.

    :param wide_roles: those that are for every site.
    """
    nothing: frozenset[Permission] = frozenset()
    return nothing.union(
        *(ROLE_PERMISSIONS[role] for role in roles),
        *(NEWSROOM_PERMISSIONS.get(role, nothing) for role in roles & wide_roles),
    )
