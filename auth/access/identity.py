"""The actor of a request, as a plain value that can be passed to services.

An :class:`Actor` never touches the database. Flask-Login holds it in a wrapper, which
only edges see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_login import UserMixin, current_user

from auth.core.errors import ForbiddenError, UnauthenticatedError
from auth.core.permissions import Permission, Role, permissions_of

View = TypeVar("View", bound=Callable[..., Any])

_DECLARATION = "_ceasefire_access"
_FRESH = "_ceasefire_fresh"
_BY_KEY = "_ceasefire_by_key"
PUBLIC = "public"


@dataclass(frozen=True)
class Actor:
    """A logged-in person or an API key, for the duration of a request.

    :param account_id: the person's account; for a key, the account of its owner.
    :param key_permissions: the permissions of an API key; ``None`` for a person.
    """

    account_id: int
    display_name: str
    roles: frozenset[Role] = frozenset({Role.READER})
    is_verified: bool = False
    session_id: int | None = None
    wants_touch: bool = False
    # Whether the password was given in the last minutes; what matters asks for it.
    is_fresh: bool = False
    # Roles that wait for the second factor of this session.
    withheld_roles: frozenset[Role] = frozenset()
    # The sections that the role of a moderator is for; ``None``: every section.
    sections: frozenset[str] | None = None
    # Whether a role of theirs holds on every site.
    is_newsroom_wide: bool = False
    key_id: int | None = None
    key_permissions: frozenset[Permission] | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """The permissions of this actor on the current site."""
        if self.key_permissions is not None:
            return self.key_permissions
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether this actor has *permission*."""
        return permission in self.permissions

    def may_in(self, permission: Permission, section: str | None) -> bool:
        """Whether this actor has *permission* for a section of the current site.

        An article without a section belongs to moderators of the whole site.
        """
        reaches = self.sections is None or (section or "") in self.sections
        return reaches and self.may(permission)


class SignedIn(UserMixin):  # type: ignore[misc]  # The library has no types.
    """The user object of Flask-Login, which wraps an actor."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Return the account's id, as text."""
        return str(self.actor.account_id)


def current_actor() -> Actor | None:
    """Return the actor of this request; ``None`` for a visitor."""
    actor: Actor | None = getattr(current_user, "actor", None)
    return actor


def acting() -> Actor:
    """Return the actor of this request.

    :raises UnauthenticatedError: for a visitor.
    """
    actor = current_actor()
    if actor is None:
        raise UnauthenticatedError
    return actor


def acting_verified() -> Actor:
    """Return the actor of this request, who must have confirmed their address.

    Use it for actions that free accounts could do in bulk.

    :raises ForbiddenError: if the address is not confirmed.
    """
    actor = acting()
    if not actor.is_verified:
        raise ForbiddenError("Please confirm your e-mail address before you do this.")
    return actor


def public(view: View) -> View:
    """Declare that anybody may call *view*."""
    setattr(view, _DECLARATION, PUBLIC)
    return view


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare that *view* requires *permission*.

    :param fresh: whether the password must have been given in the last ten minutes.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARATION, permission)
        setattr(view, _FRESH, fresh)
        return view

    return declare


def by_key(view: View) -> View:
    """Declare that *view* is only for programs.

    The key may be in the query string, as with Google. Cookies are ignored, so that
    another site's page cannot act for a logged-in person.
    """
    setattr(view, _BY_KEY, True)
    return view


def is_by_key() -> bool:
    """Whether the endpoint of this request is only for programs."""
    if request.endpoint is None:
        return False
    view = current_app.view_functions.get(request.endpoint)
    return bool(getattr(view, _BY_KEY, False))


def query_key() -> str:
    """Return the API key of this request, from header or query; empty if none."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    if header := request.headers.get("X-Goog-Api-Key", ""):
        return header
    names = ("key", "access_token", "oauth_token")
    return next((request.args[name] for name in names if request.args.get(name)), "")


def declared_access(app: Flask, endpoint: str) -> Permission | str | None:
    """Return what *endpoint* declares: a permission, ``"public"``, or ``None``."""
    declared: Permission | str | None = getattr(
        app.view_functions[endpoint], _DECLARATION, None
    )
    return declared


def wants_fresh(app: Flask, endpoint: str) -> bool:
    """Whether *endpoint* requires a recent password."""
    return bool(getattr(app.view_functions[endpoint], _FRESH, False))


def check_access() -> None:
    """Check the permission that the endpoint requires. Denies by default.

    Runs before every request. An unknown route has no endpoint, and its 404 is public.

    :raises UnauthenticatedError: if the endpoint requires a permission of a visitor.
    :raises ForbiddenError: if the actor lacks it, or the endpoint declares nothing.
    """
    if request.endpoint is None:
        return
    declared = declared_access(current_app, request.endpoint)
    if declared == PUBLIC or request.endpoint == "static":
        return
    if not isinstance(declared, Permission):
        raise ForbiddenError("No one may open this page.")
    if not acting().may(declared):
        raise ForbiddenError("Your account is not allowed to do this.")
