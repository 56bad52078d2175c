"""Decorators that declare who may call a view, how often, and what its form does.

Each page and API endpoint declares this above its function, so that a new one touches
no other room. A view without declared access is closed to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, current_app, request

from auth.access.identity import acting
from auth.core.errors import ForbiddenError
from auth.core.permissions import Permission
from auth.core.translation import LazyText
from auth.core.translation import gettext as _

View = TypeVar("View", bound=Callable[..., Any])
Label = str | LazyText

PUBLIC = "public"
_ACCESS = "_ceasefire_access"
_FRESH = "_ceasefire_fresh"
_BY_KEY = "_ceasefire_by_key"
_BUDGET = "_ceasefire_budget"
_UNCOUNTED = "_ceasefire_uncounted"
_COOKIELESS = "_ceasefire_cookieless"
_FORM = "_ceasefire_form"
_FOR_PEOPLE = "_ceasefire_for_people"


@dataclass(frozen=True)
class Form:
    """The description of a form.

    :param act: the text of its button, an imperative.
    :param typed: labels of the fields that a person types into, by name. A name that
        ends in a number, such as ``text-7``, is found without it.
    """

    act: Label
    typed: Mapping[str, Label] = field(default_factory=dict)

    def label_of(self, name: str) -> Label | None:
        """Return the label of a typed field; ``None`` for any other."""
        return self.typed.get(re.sub(r"-\d+$", "", name))


def public(view: View) -> View:
    """Declare that anybody may call *view*."""
    setattr(view, _ACCESS, PUBLIC)
    return view


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare that *view* requires *permission*.

    :param fresh: whether the password must have been given in the last ten minutes.
    """

    def declare(view: View) -> View:
        setattr(view, _ACCESS, permission)
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


def without_cookies(view: View) -> View:
    """Declare that *view* ignores cookies: its response is the same for everybody.

    Shared caches may store the response, which therefore has no ``Vary: Cookie``.
    """
    setattr(view, _COOKIELESS, True)
    return view


def limited(budget: str) -> Callable[[View], View]:
    """Declare that calls of *view* count against *budget*.

    :param budget: a name in :func:`moderation.web.limits.budgets`.
    """
    return _declaring(_BUDGET, budget)


def uncounted(reason: str) -> Callable[[View], View]:
    """Declare that *view* writes without a budget, and what limits it instead."""
    return _declaring(_UNCOUNTED, reason)


def takes_form(
    act: Label, typed: Mapping[str, Label] | None = None
) -> Callable[[View], View]:
    """Declare the form that *view* accepts; see :class:`Form`."""
    return _declaring(_FORM, Form(act, typed or {}))


def for_people(view: View) -> View:
    """Declare that *view* takes a form without an account, which scripts may not send.

    See :mod:`auth.access.scripts.guard`. The form needs the macro of the same name.
    """
    setattr(view, _FOR_PEOPLE, True)
    return view


def is_for_people(endpoint: str | None) -> bool:
    """Whether *endpoint* takes a form that scripts may not send."""
    view = current_app.view_functions.get(endpoint or "")
    return bool(getattr(view, _FOR_PEOPLE, False))


def _declaring(name: str, value: object) -> Callable[[View], View]:
    def declare(view: View) -> View:
        setattr(view, name, value)
        return view

    return declare


def declared_budget(app: Flask, endpoint: str) -> str | None:
    """Return the budget of *endpoint*, if it declares one."""
    budget: str | None = getattr(app.view_functions[endpoint], _BUDGET, None)
    return budget


def declared_uncounted(app: Flask, endpoint: str) -> str | None:
    """Return what limits *endpoint* instead of a budget, if it is declared."""
    reason: str | None = getattr(app.view_functions[endpoint], _UNCOUNTED, None)
    return reason


def declared_form(app: Flask, endpoint: str) -> Form | None:
    """Return the declared form of *endpoint*; ``None`` if it accepts none."""
    found: Form | None = getattr(app.view_functions[endpoint], _FORM, None)
    return found


def declared_by_key(app: Flask, endpoint: str) -> bool:
    """Whether *endpoint* is only for programs. An unknown endpoint is not."""
    return bool(getattr(app.view_functions.get(endpoint), _BY_KEY, False))


def is_by_key() -> bool:
    """Whether the endpoint of this request is only for programs."""
    return declared_by_key(current_app, request.endpoint or "")


def is_without_cookies() -> bool:
    """Whether the endpoint of this request ignores cookies."""
    if request.endpoint is None:
        return False
    view = current_app.view_functions.get(request.endpoint)
    return view is not None and ignores_cookies(view)


def ignores_cookies(view: Callable[..., Any]) -> bool:
    """Whether *view* declares :func:`without_cookies`."""
    return bool(getattr(view, _COOKIELESS, False))


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
        app.view_functions[endpoint], _ACCESS, None
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
        raise ForbiddenError(_("No one may open this page."))
    if not acting().may(declared):
        raise ForbiddenError(_("Your account is not allowed to do this."))
