"""Reads and changes what the law page of a site says about the United Kingdom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.models import Site
from auth.db import upserts
from moderation.compliance.law.inputs import ChangeLaw
from moderation.compliance.law.models import LawSetting
from moderation.compliance.law.rules import FeatureState, states_of


def serves_uk(session: Session, site_id: int) -> bool:
    """Whether an admin says that the site has readers in the United Kingdom."""
    found = select(LawSetting.serves_uk).where(LawSetting.site_id == site_id)
    return bool(session.scalar(found))


def states(site: Site) -> list[FeatureState]:
    """Return each feature that touches the exemption, with its state on *site*."""
    return states_of({name: getattr(site, name) for name in switches()})


def is_at_risk(session: Session, site: Site) -> bool:
    """Whether a site with readers in the UK has a feature that may end it."""
    has_any = any(each.ends_exemption for each in states(site))
    return has_any and serves_uk(session, site.id)


def switches() -> list[str]:
    """Return the columns of a site that turn something on."""
    return [
        column.name
        for column in Site.__table__.columns
        if isinstance(column.type, Boolean)
    ]


def change(
    session: Session,
    change: ChangeLaw,
    *,
    site_id: int,
    admin_id: int,
    now: datetime,
) -> None:
    """Store what an admin says."""
    stored = upserts.find_or_add(
        session, LawSetting, {"site_id": site_id}, {"changed_at": now}
    )
    stored.serves_uk, stored.changed_at = change.serves_uk, now
    audit.record(
        session,
        actor_id=admin_id,
        action="law.change",
        subject=("site", site_id),
        site_id=site_id,
        now=now,
        detail={"serves_uk": change.serves_uk},
    )
