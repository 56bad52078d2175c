"""Chooses whether readers of a site can register with an address."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth.core.errors import ConflictError
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.sso.inputs import ChooseRegistration
from auth.sso.rules import ProviderKind
from auth.sso.services import providers


def choose(session: Session, change: ChooseRegistration, *, site: Site) -> None:
    """Say whether readers of a site can register with an address.

    :raises ConflictError: if there would be no other way to log in.
    """
    has_others = bool(providers.enabled(session, site.id, *ProviderKind))
    if not change.takes_registrations and not has_others:
        raise ConflictError(_("Please add a way to log in first."))
    site.takes_registrations = change.takes_registrations
    session.flush()
