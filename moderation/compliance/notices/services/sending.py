"""Stores notices: checks who sends them and what they name, and queues the receipt."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.models import Site
from auth.core.naming import addresses
from auth.core.translation import gettext as _
from auth.db import upserts
from moderation.compliance.notices import rules
from moderation.compliance.notices.inputs import SenderFacts, SendNotice
from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.compliance.notices.services import flaggers, mails, misuse
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.services import items, ranks


def send(
    session: Session,
    change: SendNotice,
    *,
    site: Site,
    sender: SenderFacts,
    now: datetime,
) -> Notice:
    """Store a notice, put its comments into the queue, and queue the receipt.

    The same notice again is the stored one, and causes no second mail.

    :raises InvalidError: if something is missing, or a comment is not on this site or
        not visible.
    :raises ForbiddenError: while the notifier is suspended.
    """
    comment_ids = named_comments(session, change, site_id=site.id)
    _check_words(change)
    email = _address(change)
    digest = digest_of(email, secret=sender.secret)
    misuse.refuse_suspended(session, site_id=site.id, digest=digest, now=now)
    flagger = flaggers.of_secret(session, change.flagger, site_id=site.id)
    values: dict[str, Any] = {
        "site_id": site.id,
        "token": secrets.token_urlsafe(24),
        "origin": sender.origin,
        "fingerprint": _fingerprint(change, comment_ids, site.id, sender.secret),
        "kind": change.kind,
        "country": change.country,
        "law": change.law,
        "explanation": change.explanation,
        "notifier_name": change.name,
        "notifier_email": email,
        "notifier_digest": digest,
        "network_digest": digest_of(sender.network, secret=sender.secret),
        "flagger_id": flagger.id if flagger else None,
        "language": sender.language,
        "received_at": now,
    }
    is_new = upserts.add_once(session, Notice, values, key=["fingerprint"])
    notice = session.scalars(
        select(Notice).filter_by(fingerprint=values["fingerprint"])
    ).one()
    if is_new:
        for comment_id in comment_ids:
            _queue(session, notice, comment_id, is_trusted=flagger is not None, now=now)
        mails.receipt(session, notice, site, now=now)
    return notice


def named_comments(
    session: Session, change: SendNotice, *, site_id: int
) -> Sequence[int]:
    """Return the comments that a notice names, in the order of their rows.

    :raises InvalidError: if it names none or too many, or one that readers of this site
        cannot see.
    """
    found, wrong = rules.comments_in(change.comments)
    if wrong or not found:
        line = wrong[0] if wrong else ""
        message = (
            _("“%(line)s” is not the address of a comment.", line=line[:100])
            if wrong
            else _("Please give the address of at least one comment.")
        )
        raise InvalidError(message, {"field": "comments"})
    if len(found) > rules.MOST_COMMENTS:
        message = _("A notice can name at most 20 comments. Please send another.")
        raise InvalidError(message, {"field": "comments"})
    visible = set(
        session.scalars(
            select(Comment.id)
            .join(Article, Article.id == Comment.article_id)
            .where(
                Comment.id.in_(found),
                Article.site_id == site_id,
                Comment.status == Status.PUBLISHED,
                Comment.shown_revision_id.is_not(None),
            )
        )
    )
    for comment_id in found:
        if comment_id not in visible:
            message = _(
                "Readers cannot see the comment %(number)s on this site (any more).",
                number=comment_id,
            )
            raise InvalidError(message, {"field": "comments"})
    return sorted(found)


def digest_of(text: str, *, secret: str) -> str:
    """Return a keyed digest of an address or a network; empty for an empty text."""
    if not text:
        return ""
    key = addresses.address_key(text) if "@" in text else text
    return hmac.new(secret.encode(), f"notice:{key}".encode(), "sha256").hexdigest()


def _check_words(change: SendNotice) -> None:
    if len(change.explanation) < rules.LEAST_EXPLANATION:
        message = _("Please explain in at least 20 characters why it is illegal.")
        raise InvalidError(message, {"field": "explanation"})
    if not change.good_faith:
        message = _("Please confirm that what you say is correct and complete.")
        raise InvalidError(message, {"field": "good_faith"})


def _address(change: SendNotice) -> str:
    """Return the notifier's address, which some kinds do not need."""
    if change.kind in rules.ANONYMOUS:
        return addresses.address(change.email) if change.email.strip() else ""
    if not change.name:
        raise InvalidError(_("Please give your name."), {"field": "name"})
    return addresses.address(change.email)


def _fingerprint(
    change: SendNotice, comment_ids: Sequence[int], site_id: int, secret: str
) -> str:
    said = [site_id, *comment_ids, change.kind, change.email.strip().lower()]
    text = "\n".join(map(str, [*said, change.explanation]))
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def _queue(
    session: Session,
    notice: Notice,
    comment_id: int,
    *,
    is_trusted: bool,
    now: datetime,
) -> None:
    comment = transitions.lock(session, comment_id)
    session.add(
        NoticeItem(
            notice_id=notice.id,
            comment_id=comment.id,
            revision_id=comment.shown_revision_id or 0,
        )
    )
    item = items.open_item(
        session,
        comment=comment,
        revision=session.get_one(Revision, comment.latest_revision_id),
        causes=[VerdictCause(CauseKind.NOTICE, rule=notice.kind.value)],
        now=now,
    )
    ranks.notice(item, is_trusted=is_trusted, now=now)
    session.flush()
