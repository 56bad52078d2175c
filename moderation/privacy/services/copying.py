"""Copies everything that belongs to a reader, for the reader to keep or to move.

The copy has what they provided and what was derived from it. It does not have who
reported them, who decided, what staff noted, or what others wrote (GDPR, Articles 15(4)
and 20(4)). :mod:`moderation.privacy.registry` assigns tables to sections.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account, AddressChange, LoginSession, RoleGrant, Site
from auth.sites.page_models import Acceptance
from auth.sso.models import Identity, IdentityProvider
from moderation.community.models import Follow, Mute, Reaction
from moderation.community.rules import Target
from moderation.discussion.models import Article, ArticleAuthor
from moderation.exchange.imports.models import ImportedRecord, ImportRun
from moderation.notifications.models import (
    DeliverySetting,
    Notification,
    NotificationSetting,
)
from moderation.notifications.push.models import PushDevice
from moderation.privacy.services import own_comments
from moderation.privacy.services.json_rows import Copy, listed, plain
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import Report
from moderation.review.sanctions.models import Sanction


def of_account(session: Session, account_id: int, *, now: datetime) -> Copy:
    """Return the copy as JSON-serializable values, with times in UTC.

    Runs a few statements for each section, however much data there is.
    """
    sections = {name: made(session, account_id) for name, made in SECTIONS.items()}
    return {"made_at": now.isoformat()} | sections


def _account(session: Session, account_id: int) -> Copy:
    account = session.get_one(Account, account_id)
    return {
        "name": account.display_name,
        "email": account.email,
        "registered_at": plain(account.created_at),
        "email_confirmed_at": plain(account.email_verified_at),
        "language": account.language,
        "will_be_deleted_at": plain(account.erasure_due_at),
    }


def _address_changes(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            AddressChange.email,
            AddressChange.former_email,
            AddressChange.created_at,
            AddressChange.closed_at,
            AddressChange.stopped_at,
        )
        .where(AddressChange.account_id == account_id)
        .order_by(AddressChange.id),
    )


def _accepted(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            Site.name.label("site"),
            Acceptance.rules_version,
            Acceptance.terms_version,
            Acceptance.accepted_at,
        )
        .join(Site, Site.id == Acceptance.site_id)
        .where(Acceptance.account_id == account_id)
        .order_by(Acceptance.id),
    )


def _roles(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(RoleGrant.role, Site.name.label("site"), RoleGrant.granted_at)
        .outerjoin(Site, Site.id == RoleGrant.site_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.id),
    )


def _notifications(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            Notification.kind,
            Notification.comment_id,
            Notification.created_at,
            Notification.read_at,
        )
        .where(Notification.account_id == account_id)
        .order_by(Notification.id),
    )


def _notification_settings(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            NotificationSetting.kind,
            NotificationSetting.way,
            NotificationSetting.is_pushed,
        )
        .where(NotificationSetting.account_id == account_id)
        .order_by(NotificationSetting.id),
    )


def _delivery(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            DeliverySetting.zone,
            DeliverySetting.quiet_from,
            DeliverySetting.quiet_until,
            DeliverySetting.rhythm,
            DeliverySetting.digest_hour,
            DeliverySetting.weekday,
            DeliverySetting.bounced_address,
            DeliverySetting.stopped_at,
        ).where(DeliverySetting.account_id == account_id),
    )


def _push_devices(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            PushDevice.endpoint,
            PushDevice.user_agent,
            PushDevice.created_at,
            PushDevice.last_success_at,
        )
        .where(PushDevice.account_id == account_id)
        .order_by(PushDevice.id),
    )


def _logins(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.ended_at,
            LoginSession.user_agent,
        )
        .where(LoginSession.account_id == account_id)
        .order_by(LoginSession.id),
    )


def _identities(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            IdentityProvider.name.label("provider"),
            Identity.issuer,
            Identity.subject,
            Identity.created_at,
            Identity.last_used_at,
        )
        .outerjoin(IdentityProvider, IdentityProvider.id == Identity.provider_id)
        .where(Identity.account_id == account_id)
        .order_by(Identity.id),
    )


def _reports(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(Report.comment_id, Report.reason, Report.note, Report.created_at)
        .where(Report.reporter_id == account_id)
        .order_by(Report.id),
    )


def _own_sanctions(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(
            Sanction.kind,
            Sanction.reason,
            Sanction.words_to_author,
            Sanction.starts_at,
            Sanction.ends_at,
            Sanction.lifted_at,
            SanctionAppeal.text.label("appeal"),
            SanctionAppeal.outcome.label("appeal_outcome"),
            SanctionAppeal.answer.label("appeal_answer"),
        )
        .outerjoin(SanctionAppeal, SanctionAppeal.sanction_id == Sanction.id)
        .where(Sanction.account_id == account_id)
        .order_by(Sanction.id),
    )


def _follows(session: Session, account_id: int) -> list[Copy]:
    """Return the follows: a reader by name, an article by its URL."""
    reader, article = aliased(Account), aliased(Article)
    return listed(
        session,
        select(
            Follow.target,
            Follow.target_id,
            reader.display_name.label("reader"),
            article.url.label("article_url"),
            Follow.created_at,
        )
        .outerjoin(
            reader,
            (Follow.target == Target.READER) & (reader.id == Follow.target_id),
        )
        .outerjoin(
            article,
            (Follow.target == Target.ARTICLE) & (article.id == Follow.target_id),
        )
        .where(Follow.follower_id == account_id)
        .order_by(Follow.id),
    )


def _articles_written(session: Session, account_id: int) -> list[str]:
    return list(
        session.scalars(
            select(Article.url)
            .join(ArticleAuthor, ArticleAuthor.article_id == Article.id)
            .where(ArticleAuthor.account_id == account_id)
            .order_by(Article.id)
        )
    )


def _recommended(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(Reaction.comment_id, Reaction.created_at)
        .where(Reaction.reader_id == account_id)
        .order_by(Reaction.id),
    )


def _muted(session: Session, account_id: int) -> list[str]:
    return list(
        session.scalars(
            select(Account.display_name)
            .join(Mute, Mute.muted_id == Account.id)
            .where(Mute.muter_id == account_id)
            .order_by(Mute.id)
        )
    )


def _imported(session: Session, account_id: int) -> list[Copy]:
    return listed(
        session,
        select(ImportedRecord.source, ImportedRecord.email, ImportRun.started_at)
        .join(ImportRun, ImportRun.id == ImportedRecord.run_id)
        .where(ImportedRecord.account_id == account_id)
        .order_by(ImportedRecord.id),
    )


SECTIONS: dict[str, Callable[[Session, int], Any]] = {
    "account": _account,
    "accepted_rules_and_terms": _accepted,
    "roles": _roles,
    "address_changes": _address_changes,
    "logins": _logins,
    "identities": _identities,
    "comments": own_comments.of_account,
    "articles_written": _articles_written,
    "reports": _reports,
    "sanctions": _own_sanctions,
    "follows": _follows,
    "muted_readers": _muted,
    "recommended_comments": _recommended,
    "notifications": _notifications,
    "notification_settings": _notification_settings,
    "delivery_of_notifications": _delivery,
    "push_devices": _push_devices,
    "imported_from": _imported,
}
"""The sections of the copy, in order."""
