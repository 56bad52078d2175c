"""Names trusted flaggers, whose notices go first (Article 22)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import InvalidError, NotFoundError
from auth.core.naming import addresses
from auth.core.translation import gettext as _
from moderation.compliance.notices.inputs import NameFlagger
from moderation.compliance.notices.models import Notice, TrustedFlagger


def name_one(
    session: Session,
    change: NameFlagger,
    *,
    site_id: int,
    admin_id: int,
    now: datetime,
) -> str:
    """Add a trusted flagger; return the secret of its address, which is not stored.

    :raises InvalidError: if the name is empty or the address is not valid.
    """
    if not change.name:
        raise InvalidError(_("Please give the name."), {"field": "name"})
    secret = secrets.token_urlsafe(24)
    flagger = TrustedFlagger(
        site_id=site_id,
        name=change.name,
        email=addresses.address(change.email),
        secret_digest=_digest(secret),
        created_at=now,
    )
    session.add(flagger)
    session.flush()
    _write_down(session, flagger, "trusted_flagger.name", admin_id, now)
    return secret


def end(
    session: Session, flagger_id: int, *, site_id: int, admin_id: int, now: datetime
) -> None:
    """End the trust in a flagger. Its address sends ordinary notices from now on.

    :raises NotFoundError: if the site has no such flagger.
    """
    flagger = session.get(TrustedFlagger, flagger_id)
    if flagger is None or flagger.site_id != site_id:
        raise NotFoundError(_("There is no such trusted flagger."))
    flagger.ended_at = flagger.ended_at or now
    _write_down(session, flagger, "trusted_flagger.end", admin_id, now)


def of_secret(session: Session, secret: str, *, site_id: int) -> TrustedFlagger | None:
    """Return the trusted flagger with this secret; ``None`` if it is not one's."""
    if not secret:
        return None
    return session.scalar(
        select(TrustedFlagger).where(
            TrustedFlagger.secret_digest == _digest(secret),
            TrustedFlagger.site_id == site_id,
            TrustedFlagger.ended_at.is_(None),
        )
    )


def all_of(session: Session, *, site_id: int) -> Sequence[tuple[TrustedFlagger, int]]:
    """Return the flaggers of a site, each with its number of notices."""
    rows = session.execute(
        select(TrustedFlagger, func.count(Notice.id))
        .outerjoin(Notice, Notice.flagger_id == TrustedFlagger.id)
        .where(TrustedFlagger.site_id == site_id)
        .group_by(TrustedFlagger.id)
        .order_by(TrustedFlagger.id)
    )
    return [(flagger, count) for flagger, count in rows]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write_down(
    session: Session, flagger: TrustedFlagger, act: str, admin_id: int, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=admin_id,
        action=act,
        subject=("trusted_flagger", flagger.id),
        site_id=flagger.site_id,
        now=now,
    )
