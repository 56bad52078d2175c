"""Ends kinds of mail for the holder of a link from one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.translation import LazyText, lazy_gettext
from moderation.notifications.models import DeliverySetting
from moderation.notifications.rules import KIND_WORDS, NotificationKind, Way
from moderation.notifications.services import settings

DIGEST = "digest"
"""Stands in place of a kind: everything that comes in the digest."""
DIGEST_WORDS = lazy_gettext("The digest")


def stop(session: Session, *, key: str, kind: str) -> None:
    """Mail no more notifications of *kind*, which stay on the site.

    An unknown key or kind changes nothing, so that nobody learns which keys exist.
    """
    account_id = session.scalar(
        select(DeliverySetting.account_id).where(DeliverySetting.stop_key == key)
    )
    if account_id is None:
        return
    if kind == DIGEST:
        chosen = settings.choices_of(session, [account_id])[account_id]
        kinds = [each for each, how in chosen.items() if how.way is Way.DIGEST]
    else:
        kinds = [each for each in NotificationKind if each.value == kind]
    settings.stop_mail(session, account_id, kinds)


def words_for(kind: str) -> LazyText:
    """Return what a link ends, in words."""
    found = {each.value: words for each, words in KIND_WORDS.items()}
    return found.get(kind, DIGEST_WORDS)
