"""Reads the facts of one restriction for its statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from auth.core.models import Account, Site
from auth.sites import lookup, pages_service
from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.compliance.transparency.models import TransparencySetting
from moderation.compliance.transparency.rules import Facts, Source
from moderation.compliance.transparency.vocabulary import EEA, LABELS
from moderation.discussion.models import Article, Comment, Revision
from moderation.policy.models import Verdict
from moderation.review.items.models import Decision, Report
from moderation.review.items.rules import Reason
from moderation.review.items.wording import is_automated
from moderation.review.sanctions.models import Sanction

RULES_PAGE = "/rules"


def of_site(site_id: int) -> ColumnElement[bool]:
    """Return the condition that a comment is on the site."""
    return Comment.article_id.in_(select(Article.id).where(Article.site_id == site_id))


def of_source(
    session: Session,
    setting: TransparencySetting,
    source: Source,
    number: int,
    *,
    base_url: str,
) -> Facts | None:
    """Return the facts of a decision, a sanction or a hold; ``None`` if it is gone."""
    site = session.get_one(Site, setting.site_id)
    given = {
        "site_id": site.id,
        "source": source,
        "number": number,
        "countries": setting.countries or EEA,
        "rules_url": lookup.origin_of(session, site, base_url=base_url) + RULES_PAGE,
    }
    if source is Source.DECISION:
        decision = session.get(Decision, number)
        return _of_decision(session, decision, given) if decision else None
    if source is Source.SANCTION:
        sanction = session.get(Sanction, number)
        return _of_sanction(session, sanction, given) if sanction else None
    verdict = session.get(Verdict, number)
    return _of_hold(session, verdict, given) if verdict else None


def _of_decision(
    session: Session, decision: Decision, given: dict[str, Any]
) -> Facts | None:
    comment = session.get_one(Comment, decision.comment_id)
    return Facts(
        **given,
        **_of_comment(session, comment, decision.revision_id, decision.created_at),
        reason=decision.reason,
        rule=_rule(session, given["site_id"], decision.reason, decision.created_at),
        law=decision.legal_ground,
        application_date=decision.created_at.date(),
    )


def _of_sanction(
    session: Session, sanction: Sanction, given: dict[str, Any]
) -> Facts | None:
    decision = session.get(Decision, sanction.decision_id or 0)
    account = session.get_one(Account, sanction.account_id)
    about: dict[str, Any] = {
        "content_date": account.created_at.date(),
        "personal": (account.display_name, account.email),
    }
    if decision is not None:
        comment = session.get_one(Comment, decision.comment_id)
        about = _of_comment(
            session, comment, decision.revision_id, decision.created_at
        ) | {"law": decision.legal_ground}
    starts_at = sanction.starts_at or sanction.imposed_at
    return Facts(
        **given,
        **about,
        reason=sanction.reason,
        rule=_rule(session, given["site_id"], sanction.reason, sanction.imposed_at),
        sanction=sanction.kind,
        end_date=sanction.ends_at.date() if sanction.ends_at else None,
        application_date=starts_at.date(),
    )


def _of_hold(session: Session, verdict: Verdict, given: dict[str, Any]) -> Facts:
    comment = session.get_one(Comment, verdict.comment_id)
    return Facts(
        **given,
        **_of_comment(session, comment, verdict.revision_id, verdict.created_at),
        reason=None,
        application_date=verdict.created_at.date(),
    )


def _of_comment(
    session: Session, comment: Comment, revision_id: int, until: datetime
) -> dict[str, Any]:
    author = session.get_one(Account, comment.author_id)
    verdict = session.scalar(
        select(Verdict).where(
            Verdict.revision_id == revision_id, Verdict.superseded_at.is_(None)
        )
    )
    revision = session.get(Revision, revision_id)
    return {
        "content_date": comment.created_at.date(),
        "language": (verdict.language or "") if verdict else "",
        "labels": _labels(verdict),
        "is_automated": any(map(is_automated, verdict.causes if verdict else ())),
        "reports": _reports(session, comment.id, until),
        "personal": (
            author.display_name,
            author.email,
            revision.plain_text if revision else "",
        ),
        **_notice(session, comment.id, until),
    }


def _labels(verdict: Verdict | None) -> list[str]:
    causes = verdict.causes if verdict else ()
    found = dict.fromkeys(
        cause["label"] for cause in causes if cause.get("kind") == "classifier"
    )
    return [label for label in found if label in LABELS]


def _reports(session: Session, comment_id: int, until: datetime) -> int:
    counted = select(func.count()).where(
        Report.comment_id == comment_id, Report.created_at <= until
    )
    return session.scalar(counted) or 0


def _notice(session: Session, comment_id: int, until: datetime) -> dict[str, Any]:
    """Return the kind of the first notice that led here, a trusted flagger's first."""
    found = session.scalars(
        select(Notice)
        .join(NoticeItem, NoticeItem.notice_id == Notice.id)
        .where(NoticeItem.comment_id == comment_id, Notice.received_at <= until)
        .order_by(Notice.flagger_id.is_(None), Notice.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return {}
    return {
        "notice": found.kind,
        "is_trusted_notice": found.flagger_id is not None,
    }


def _rule(
    session: Session, site_id: int, reason: Reason | None, at: datetime
) -> tuple[int, int] | None:
    cited = pages_service.rule_about(
        session, site_id=site_id, reason=(reason or Reason.OTHER).value, at=at
    )
    if cited is None or not cited[0].number:
        return None
    return cited[0].number, cited[1]
