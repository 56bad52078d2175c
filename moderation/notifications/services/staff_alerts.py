"""Tells staff about what waits too long, once when it begins and then once a day.

Sends mail, and an event for other ways to tell, such as webhooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from auth.core.models import Site
from auth.sites import mail_texts
from auth.sites.languages import written_to
from auth.sites.lookup import origin_of
from moderation.notifications.events import StaffAlerted
from moderation.notifications.models import StaffAlert
from moderation.notifications.rules import Trouble
from moderation.platform import events, outbox

AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """One trouble at one site: how much waits, and since when."""

    trouble: Trouble
    site_id: int
    count: int
    since: datetime

    @property
    def key(self) -> str:
        """The name under which it is remembered."""
        return f"{self.trouble.value} {self.site_id}"


def tell(
    session: Session,
    found: Sequence[Waiting],
    *,
    recipients: Sequence[str],
    base_url: str,
    now: datetime,
) -> int:
    """Tell of what is new in *found* or a day old; return the number of mails.

    What is no longer in *found* is over, and told again if it comes back.
    """
    keys = [each.key for each in found]
    session.execute(delete(StaffAlert).where(StaffAlert.key.not_in(keys)))
    told = {
        alert.key: alert
        for alert in session.scalars(select(StaffAlert).where(StaffAlert.key.in_(keys)))
    }
    sent = 0
    for each in found:
        alert = told.get(each.key)
        if alert is not None and alert.told_at > now - AGAIN_AFTER:
            continue
        if alert is None:
            session.add(StaffAlert(key=each.key, told_at=now))
        else:
            alert.told_at = now
        alerted = StaffAlerted(
            each.trouble, each.site_id, each.count, each.since, at=now
        )
        events.record(session, alerted)
        _mail(session, each, recipients, base_url, now)
        sent += len(recipients)
    return sent


def _mail(
    session: Session,
    each: Waiting,
    recipients: Sequence[str],
    base_url: str,
    now: datetime,
) -> None:
    site = session.get_one(Site, each.site_id)
    with written_to("", site):
        text = mail_texts.write(
            session,
            "moderation.notifications",
            "staff_alert",
            site=site,
            trouble=each.trouble.value,
            count=each.count,
            since=each.since,
            link=f"{origin_of(session, site, base_url=base_url)}/queue",
        )
    for recipient in recipients:
        outbox.queue_mail(session, recipient=recipient, **text, now=now)
