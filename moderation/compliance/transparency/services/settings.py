"""Stores where the statements of a site go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.network.url_parts import url_parts
from auth.core.sealing import Seal
from auth.core.translation import gettext as _
from moderation.compliance.transparency.inputs import ChangeTransparency
from moderation.compliance.transparency.models import TransparencySetting
from moderation.compliance.transparency.rules import SENT_TO, Target
from moderation.compliance.transparency.vocabulary import EEA

LOCAL = frozenset({"127.0.0.1", "localhost"})


def of_site(session: Session, site_id: int) -> TransparencySetting | None:
    """Return the settings of a site; ``None`` if nobody has set any."""
    return session.scalar(
        select(TransparencySetting).where(TransparencySetting.site_id == site_id)
    )


def change(
    session: Session,
    change: ChangeTransparency,
    *,
    site_id: int,
    seal: Seal,
    admin_id: int,
    now: datetime,
) -> None:
    """Store the settings. A new target begins with what is decided from now on.

    :raises InvalidError: if the sandbox has no address or no token, if the database has
        no token, or if a country is not in the EEA.
    """
    _check(change)
    stored = of_site(session, site_id)
    if stored is None:
        stored = TransparencySetting(
            site_id=site_id,
            target=Target.OFF,
            gathered_until=now,
            held_until=now,
        )
        session.add(stored)
    if stored.target is not change.target:
        stored.gathered_until = stored.held_until = now
    stored.target, stored.sandbox_url = change.target, change.sandbox_url.strip()
    stored.countries = list(change.countries)
    stored.reports_holds = change.reports_holds
    stored.problem, stored.retry_at, stored.failures = None, None, 0
    _store_token(stored, change, seal)
    session.flush()
    audit.record(
        session,
        actor_id=admin_id,
        action="transparency.change",
        subject=("site", site_id),
        site_id=site_id,
        now=now,
        detail={"target": change.target.value, "countries": list(change.countries)},
    )


def _check(change: ChangeTransparency) -> None:
    if unknown := [each for each in change.countries if each not in EEA]:
        message = _("“%(code)s” is not a country of the EEA.", code=unknown[0])
        raise InvalidError(message, {"field": "countries"})
    parts = url_parts(change.sandbox_url.strip())
    is_safe = parts.scheme == "https" or parts.hostname in LOCAL
    if change.target is Target.SANDBOX and not (parts.hostname and is_safe):
        message = _("Please give the https address that ends in /api/v1.")
        raise InvalidError(message, {"field": "sandbox_url"})


def _store_token(
    stored: TransparencySetting, change: ChangeTransparency, seal: Seal
) -> None:
    if change.target not in SENT_TO:
        return
    is_sandbox = change.target is Target.SANDBOX
    if change.token.strip():
        sealed = seal.close(change.token.strip())
        if is_sandbox:
            stored.sandbox_token = sealed
        else:
            stored.production_token = sealed
    if not (stored.sandbox_token if is_sandbox else stored.production_token):
        message = _("Please enter the token of this site's platform.")
        raise InvalidError(message, {"field": "platform_token"})
