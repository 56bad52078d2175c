"""Helpers for edges: the current site, the settings, parsing of choices."""

from __future__ import annotations

import threading
from typing import Any

from flask import current_app, g, request
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.browser import safe_next
from auth.core.errors import InvalidError
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.db.database import UnitOfWork
from auth.sites import lookup
from auth.sites.lookup import site_for
from moderation.platform import wake_up
from moderation.platform.config import Config
from moderation.scoring.runtime.lazy_scorer import LazyScorer
from moderation.scoring.runtime.ready_scorer import ReadyScorer

WAKE = "ceasefire.wake"
SCORER = "ceasefire.scorer"
NUDGING_SCORER = "ceasefire.nudging_scorer"


def config() -> Config:
    """Return the settings of the current application."""
    settings: Config = current_app.extensions["ceasefire.config"]
    return settings


def scorer() -> LazyScorer:
    """Return the classifier of the current application."""
    found: LazyScorer = current_app.extensions[SCORER]
    return found


def nudging_scorer() -> ReadyScorer:
    """Return what scores a comment before it is posted."""
    found: ReadyScorer = current_app.extensions[NUDGING_SCORER]
    return found


def current_site(session: Session) -> Site:
    """Return the site of this request."""
    site = site_for(session, request.host)
    g.site_name = site.name
    return site


def origin_of(session: Session, site: Site) -> str:
    """Return the origin of *site*."""
    return lookup.origin_of(session, site, base_url=config().base_url.rstrip("/"))


def wake_workers(work: UnitOfWork) -> None:
    """Wake the workers of all processes when this transaction commits."""
    wake_up.notify(work.session)
    event: threading.Event | None = current_app.extensions.get(WAKE)
    if event is not None:
        work.after_commit(event.set)


def way_back(otherwise: str) -> str:
    """Return the page that the form was sent from; *otherwise* if it names none.

    The fragment is removed, so that the caller can add one.
    """
    target = forms.text("next").partition("#")[0]
    return safe_next(target) if target else otherwise


def query_choice(name: str, kind: Any) -> Any:
    """Return the member of the enum *kind* in the query string; ``None`` if empty.

    :raises InvalidError: if the value is not a member.
    """
    text = request.args.get(name, "")
    try:
        return kind(text) if text else None
    except ValueError as error:
        raise InvalidError(_("There is no such page."), {"field": name}) from error
