"""Leaving an account that a provider knows, and coming back after an erasure."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from auth.db.database import Database
from auth.sso.models import Identity
from auth.sso.services import identities
from moderation.privacy.services import erasing
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import (
    returned,
    sanctions,
    sanctions_in_force,
)
from tests import newsroom
from tests.auth.forger import Forger, signed
from tests.auth.pages.sso import signing_on
from tests.auth.visitor import Visitor

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def test_a_banned_reader_who_comes_back_after_an_erasure_is_banned(
    visitor: Visitor, another: Visitor, provider: Forger, database: Database
) -> None:
    signing_on.sign_on(visitor, provider)
    former = signing_on.owner_of(database)
    assert former
    with database.unit_of_work(write=True) as work:
        moderator = newsroom.person(work.session, "Mona", now=work.now)
        sanctions.impose(
            work.session,
            ImposeSanction(
                account_id=former, kind=SanctionKind.BAN, reason=Reason.INSULT
            ),
            site_id=1,
            moderator_id=moderator.account_id,
            needs_second=False,
            now=work.now,
        )
        erasing.erase_account(work.session, former, now=work.now)

    signing_on.sign_on(another, provider, "A New Name")

    with database.unit_of_work(write=False) as work:
        new = work.session.scalar(select(Identity.account_id))
        assert new is not None
        assert new != former
        found = sanctions_in_force.in_force(work.session, account_id=new, now=work.now)
        assert [each.kind for each in found] == [SanctionKind.BAN]


def test_an_erased_reader_is_forgotten_once_the_ban_is_lifted(
    visitor: Visitor, provider: Forger, database: Database
) -> None:
    signing_on.sign_on(visitor, provider)
    former = signing_on.owner_of(database)
    assert former
    with database.unit_of_work(write=True) as work:
        moderator = newsroom.person(work.session, "Mona", now=work.now)
        banned = sanctions.impose(
            work.session,
            ImposeSanction(
                account_id=former, kind=SanctionKind.BAN, reason=Reason.INSULT
            ),
            site_id=1,
            moderator_id=moderator.account_id,
            needs_second=False,
            now=work.now,
        )
        erasing.erase_account(work.session, former, now=work.now)
        returned.forget_free(work.session, now=work.now)
        kept = identities.former_accounts(work.session)
        banned.lifted_at = work.now
        work.session.flush()

        returned.forget_free(work.session, now=work.now)

        assert kept == [former]
        assert identities.former_accounts(work.session) == []


def test_an_erased_reader_who_comes_back_is_a_new_one(
    visitor: Visitor, another: Visitor, provider: Forger, database: Database
) -> None:
    signing_on.sign_on(visitor, provider)
    former = signing_on.owner_of(database)
    assert former
    with database.unit_of_work(write=True) as work:
        erasing.erase_account(work.session, former, now=work.now)

    signing_on.sign_on(another, provider, "A New Name")

    assert signing_on.owner_of(database) not in (None, former)
    assert not visitor.is_logged_in()


@pytest.mark.parametrize(
    ("changes", "status", "is_logged_in"),
    [
        pytest.param({}, 200, False, id="the person"),
        pytest.param({"sub": None}, 200, False, id="the session"),
        pytest.param({"sub": "reader-2", "sid": None}, 200, True, id="somebody else"),
        pytest.param({"sid": "another"}, 200, True, id="another session"),
        pytest.param({"nonce": "a"}, 400, True, id="an ID token"),
        pytest.param({"events": {}}, 400, True, id="another event"),
        pytest.param({"events": None}, 400, True, id="no event"),
        pytest.param({"aud": "other"}, 400, True, id="another client"),
        pytest.param({"iss": "https://evil.example"}, 400, True, id="another issuer"),
        pytest.param({"jti": None}, 400, True, id="no number"),
        pytest.param({"iat": 1}, 400, True, id="too old"),
        pytest.param({"sub": None, "sid": None}, 400, True, id="nobody"),
    ],
)
def test_a_provider_ends_the_sessions_that_it_names(
    visitor: Visitor,
    provider: Forger,
    changes: dict[str, Any],
    status: int,
    is_logged_in: bool,
) -> None:
    provider.claims = {"sid": "session-1"}
    signing_on.sign_on(visitor, provider)

    answer = visitor.client.post(
        "/sso/post/logout", data={"logout_token": logout_token(provider, **changes)}
    )

    assert answer.status_code == status
    assert visitor.is_logged_in() is is_logged_in


def test_a_logout_token_is_good_once(visitor: Visitor, provider: Forger) -> None:
    signing_on.sign_on(visitor, provider)
    token = logout_token(provider, sid=None)
    visitor.client.post("/sso/post/logout", data={"logout_token": token})
    signing_on.sign_on(visitor, provider)

    visitor.client.post("/sso/post/logout", data={"logout_token": token})

    assert visitor.is_logged_in()


def logout_token(provider: Forger, **changes: Any) -> str:
    """Return a logout token; ``None`` leaves a claim out."""
    claims = {
        "iss": provider.issuer,
        "aud": "comments",
        "sub": "reader-1",
        "sid": "session-1",
        "iat": int(time.time()),
        "jti": "number 1",
        "events": {EVENT: {}},
    } | changes
    return signed({name: each for name, each in claims.items() if each is not None})
