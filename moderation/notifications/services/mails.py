"""Writes the mails that tell of notifications, and puts them into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from auth.sites import mail_texts
from auth.sites.embedding import is_page_of
from auth.sites.languages import written_to
from auth.sites.lookup import origin_of
from moderation.notifications.plans import Place
from moderation.notifications.rules import OF_ONES_OWN
from moderation.notifications.services import settings
from moderation.notifications.services.due import Due, Reader
from moderation.notifications.services.stopping import DIGEST, words_for
from moderation.notifications.timing import zone_named
from moderation.notifications.wording import excerpt, sentence, shows_text
from moderation.platform.outbox import OutboxMessage

PACKAGE = "moderation.notifications"
MOST_ENTRIES = 10
"""Notifications that one mail describes; of the rest it says how many there are."""


@dataclass(frozen=True)
class Entry:
    """One notification in a mail: what happened, the text, and a link."""

    what: str
    text: str
    link: str
    headline: str


@dataclass(frozen=True)
class Letter:
    """Where a mail comes from, and the links in it."""

    origin: str
    stop_link: str
    kind: str

    @property
    def settings_link(self) -> str:
        """The page on which the reader chooses."""
        return f"{self.origin}/account/notifications"

    @property
    def inbox_link(self) -> str:
        """The page with all notifications."""
        return f"{self.origin}/notifications"


def queue(
    session: Session,
    reader: Reader,
    told: Sequence[Due],
    *,
    place: Place,
    base_url: str,
    now: datetime,
) -> None:
    """Queue one mail that tells of *told*, which belong to one site.

    :param place: what the mail is about.
    """
    site = told[0].site
    setting = reader.setting or settings.delivery_of(session, reader.account.id)
    kind = DIGEST if place.is_digest else told[0].notification.kind.value
    origin = origin_of(session, site, base_url=base_url)
    letter = Letter(origin, f"{origin}/mail/stop/{setting.stop_key}/{kind}", kind)
    file = "digest" if place.is_digest else "notification"
    with written_to(reader.account.language, site, zone=zone_named(setting.zone)):
        values = _values(reader, told, letter) | {"place": place}
        text = mail_texts.write(session, PACKAGE, file, site=site, **values)
        html = mail_texts.write_html(
            session, PACKAGE, file, site=site, subject=text["subject"], **values
        )
    message = OutboxMessage(
        recipient=reader.account.email,
        **text,
        html=html,
        headers=_headers(letter, place.thread_id),
        tells=len(told),
        created_at=now,
    )
    session.add(message)
    session.flush()
    for each in told:
        each.notification.message_id = message.id
        each.notification.mailed_at = now


def _values(reader: Reader, told: Sequence[Due], letter: Letter) -> dict[str, object]:
    entries = [_entry(each, letter.origin) for each in told]
    entries.sort(key=lambda entry: entry.headline)
    shown = entries[:MOST_ENTRIES]
    return {
        "name": reader.account.display_name,
        "entries": shown,
        "articles": [
            (headline, list(group))
            for headline, group in groupby(shown, lambda entry: entry.headline)
        ],
        "more": len(entries) - len(shown),
        "kind": words_for(letter.kind),
        "stop_link": letter.stop_link,
        "settings_link": letter.settings_link,
        "inbox_link": letter.inbox_link,
        "unit": reader.clock.rhythm.value,
    }


def _entry(each: Due, origin: str) -> Entry:
    kind, comment = each.notification.kind, each.comment
    is_private = kind in OF_ONES_OWN or not shows_text(kind)
    link = f"{origin}/notifications/{each.notification.id}"
    return Entry(
        what=sentence(kind, author=each.author_name, status=comment.status),
        text=excerpt(each.text) if shows_text(kind) else "",
        link=link if is_private else _place_of(each, origin),
        headline=each.headline,
    )


def _place_of(each: Due, origin: str) -> str:
    """Return where the comment stands: on the publisher's page if it embeds it."""
    if is_page_of(each.site.allowed_origins, each.article_url):
        return f"{each.article_url.partition('#')[0]}#comment-{each.comment.id}"
    return f"{origin}/comments/{each.comment.id}"


def _headers(letter: Letter, thread_id: int | None) -> dict[str, str]:
    """Return the headers of bulk mail (RFC 2369, 2919 and 8058), and of a thread."""
    host = urlsplit(letter.origin).hostname or "localhost"
    headers = {
        "List-Id": f"<{letter.kind}.{host}>",
        "List-Unsubscribe": f"<{letter.stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if thread_id is None:
        return headers | {"Precedence": "bulk"}
    thread = f"<thread-{thread_id}@{host}>"
    return headers | {"In-Reply-To": thread, "References": thread}
