"""Who acts in this request. Flask-Login carries an actor, at the edge only."""

from __future__ import annotations

from flask_login import UserMixin, current_user

from auth.core.actor import Actor
from auth.core.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from auth.core.translation import gettext as _


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
        raise UnauthenticatedError(_("You are not logged in."))
    return actor


def site_within_reach(wanted: int | None) -> int | None:
    """Return the site that a change is limited to: *wanted*, or the actor's only site.

    An actor with only one site need not name it. ``None`` stands for every site.

    :raises NotFoundError: if the actor may not change that site.
    """
    own = acting().only_site_id
    if own is not None and wanted not in (None, own):
        raise NotFoundError(_("There is no such site."))
    return wanted if own is None else own


def acting_verified() -> Actor:
    """Return the actor of this request, who must have confirmed their address.

    Use it for actions that free accounts could do in bulk.

    :raises ForbiddenError: if the address is not confirmed.
    """
    actor = acting()
    if not actor.is_verified:
        raise ForbiddenError(
            _("Please confirm your e-mail address before you do this.")
        )
    return actor
