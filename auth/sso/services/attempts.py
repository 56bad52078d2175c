"""Attempts to log in at a provider: begun in one browser, answered there once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.core import tokens
from auth.core.rules import SIGN_ON_LIFETIME
from auth.sso.models import LoginAttempt
from auth.sso.protocol.claims import moment_of
from auth.sso.protocol.openid import Sent
from auth.sso.rules import ATTEMPT_LIFETIME, PENDING_LIFETIME, Profile, Purpose


@dataclass(frozen=True, kw_only=True)
class Started:
    """What the browser and the provider are told of an attempt.

    :param browser: the value of the cookie that binds it to the browser.
    """

    browser: str = field(repr=False)
    sent: Sent


def start(
    session: Session,
    *,
    provider_id: int,
    purpose: Purpose,
    browser: str | None,
    next_path: str,
    kept: str,
    account_id: int | None,
    now: datetime,
) -> Started:
    """Begin an attempt.

    :param browser: the value of the browser's cookie from an earlier attempt, which
        stays valid beside this one: two tabs may log in at once.
    :param account_id: whose identity is linked or proved.
    """
    started = Started(
        browser=browser or tokens.new_token(),
        sent=Sent(
            state=tokens.new_token(),
            nonce=tokens.new_token(),
            code_verifier=tokens.new_token(),
        ),
    )
    session.add(
        LoginAttempt(
            provider_id=provider_id,
            purpose=purpose,
            state_digest=tokens.digest(started.sent.state),
            browser_digest=tokens.digest(started.browser),
            nonce=started.sent.nonce,
            code_verifier=started.sent.code_verifier,
            next_path=next_path,
            kept=kept,
            account_id=account_id,
            started_at=now,
        )
    )
    session.flush()
    return started


def take(
    session: Session,
    *,
    state: str,
    browser: str | None,
    provider_id: int,
    now: datetime,
) -> LoginAttempt | None:
    """Use up the attempt with *state*. Of two callers at once, one gets it.

    :returns: ``None`` for an attempt of another browser or another provider, one that
        was answered before, and one that is too old.
    """
    if not state or not browser:
        return None
    found = session.scalar(
        update(LoginAttempt)
        .where(
            LoginAttempt.state_digest == tokens.digest(state),
            LoginAttempt.browser_digest == tokens.digest(browser),
            LoginAttempt.provider_id == provider_id,
            LoginAttempt.answered_at.is_(None),
            LoginAttempt.started_at > now - ATTEMPT_LIFETIME,
        )
        .values(answered_at=now)
        .returning(LoginAttempt.id)
    )
    return None if found is None else session.get_one(LoginAttempt, found)


def wait_for_name(session: Session, attempt_id: int, profile: Profile) -> None:
    """Keep what the provider said until the person has chosen a name."""
    kept = asdict(profile)
    for name in ("authenticated_at", "stated_at"):
        kept[name] = kept[name].timestamp() if kept[name] else None
    session.get_one(LoginAttempt, attempt_id).profile = kept
    session.flush()


def pending(
    session: Session, *, browser: str | None, now: datetime
) -> tuple[LoginAttempt, Profile] | None:
    """Return the browser's newest attempt that waits for a name."""
    for attempt in _answered(session, browser, now - PENDING_LIFETIME):
        if attempt.account_id is None and attempt.profile:
            return attempt, _profile_in(attempt)
    return None


def settle(session: Session, attempt_id: int, account_id: int) -> None:
    """Note whose log-in an attempt became, and forget what the provider said."""
    attempt = session.get_one(LoginAttempt, attempt_id)
    attempt.account_id, attempt.profile = account_id, {}
    session.flush()


def kept_form(
    session: Session, *, browser: str | None, account_id: int, now: datetime
) -> LoginAttempt | None:
    """Return the newest attempt of this browser and account that kept a form."""
    for attempt in _answered(session, browser, now - SIGN_ON_LIFETIME):
        if attempt.account_id == account_id and attempt.kept:
            return attempt
    return None


def purge(session: Session, *, now: datetime) -> None:
    """Remove attempts that can no longer be continued."""
    session.execute(
        delete(LoginAttempt).where(
            LoginAttempt.started_at < now - SIGN_ON_LIFETIME - PENDING_LIFETIME
        )
    )


def _answered(
    session: Session, browser: str | None, since: datetime
) -> list[LoginAttempt]:
    if not browser:
        return []
    return list(
        session.scalars(
            select(LoginAttempt)
            .where(
                LoginAttempt.browser_digest == tokens.digest(browser),
                LoginAttempt.answered_at > since,
            )
            .order_by(LoginAttempt.id.desc())
            .limit(10)
        )
    )


def _profile_in(attempt: LoginAttempt) -> Profile:
    kept = dict(attempt.profile)
    for name in ("authenticated_at", "stated_at"):
        if kept[name] is not None:
            kept[name] = moment_of(kept[name])
    return Profile(**kept)
