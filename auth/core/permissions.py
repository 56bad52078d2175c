"""The table of the permissions of each role."""

from __future__ import annotations

from enum import StrEnum

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
    RUN_NEWSROOM = "run_newsroom"
    """Sites, articles, profiles, word lists, staff and API keys."""
    PUT_ARTICLE = "put_article"
    """Register articles: held by API keys with the scope ``articles``."""
    MANAGE_WEBHOOKS = "manage_webhooks"
    """Say which systems are told of events: also keys with the scope ``webhooks``."""
    ANALYZE = "analyze"
    """Have texts scored: held by API keys with the scope ``analyze``."""


_READER = frozenset({Permission.COMMENT, Permission.OWN_ACCOUNT})
_MODERATOR = _READER | {Permission.REVIEW, Permission.SEE_FIGURES}
_ADMIN = _MODERATOR | {
    Permission.RUN_NEWSROOM,
    Permission.PUT_ARTICLE,
    Permission.MANAGE_WEBHOOKS,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READER,
    Role.MODERATOR: _MODERATOR,
    Role.ADMIN: _ADMIN,
}

IN_FRAME = frozenset({Permission.COMMENT})
"""What anybody may do in a frame on a publisher's page, whatever their roles."""

SCOPE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "articles": frozenset({Permission.PUT_ARTICLE}),
    "analyze": frozenset({Permission.ANALYZE}),
    "webhooks": frozenset({Permission.MANAGE_WEBHOOKS}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return the permissions that *roles* have together."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
