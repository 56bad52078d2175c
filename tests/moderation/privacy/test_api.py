"""A publisher answers for the readers whom only its tokens log in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auth.access.staff import roles
from auth.core.actor import Actor
from auth.core.audit import AuditEntry
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from auth.sso.models import Identity, IdentityProvider
from auth.sso.rules import ProviderKind
from moderation import app as application
from moderation.discussion.models import Revision
from moderation.privacy.ledger import Ledger
from moderation.running import purge
from tests.calling import Caller, Newsroom, founded
from tests.moderation.embed.frames import Frame, believed, token

NORA = {"issuer": "courier", "subject": "7"}
WORDS = "The lorries stood at the border."


@pytest.fixture
def courier(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom where Nora, whom only a token logs in, has written a comment."""
    app = application.create_app(
        application.testing_config(tmp_path), application.Parts(database)
    )
    found = founded(app, database)
    believed(found)
    arrive(found)
    with database.unit_of_work(write=False) as work:
        nora = work.session.scalars(select(Identity)).one().account_id
    found.comment(Actor(nora, "Nora", is_verified=True), WORDS)
    return found


def arrive(courier: Newsroom) -> None:
    """Let Nora's page log her in with a token."""
    answer = Frame(courier).send("token", token=token(sub="7", name="Nora"))
    assert answer.json["state"] == "logged_in"


def answering(courier: Newsroom) -> Caller:
    """Return the publisher's program."""
    return courier.key("readers")


def change(courier: Newsroom, model: type[Any], **values: Any) -> None:
    """Change the only row that Nora has in a table."""
    with courier.database.unit_of_work(write=True) as work:
        row = work.session.scalars(select(model).order_by(model.id).limit(1)).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_a_publisher_gets_a_copy_of_what_its_reader_has(courier: Newsroom) -> None:
    answer = answering(courier).post("/readers/copy", json=NORA)

    assert answer.status_code == 200
    copy = answer.json["copy"]
    assert copy["account"]["name"] == "Nora"
    assert WORDS in str(copy["comments"])


def test_a_reader_whom_a_publisher_erases_is_gone_after_a_day(
    courier: Newsroom, tmp_path: Path
) -> None:
    answer = answering(courier).post("/readers/erasure", json=NORA)
    assert answer.status_code == 200
    change(courier, Account, erasure_due_at=courier.now - timedelta(hours=1))

    purge.erase(courier.database, ledger=Ledger(tmp_path / "erasures"))

    with courier.database.unit_of_work(write=False) as work:
        assert WORDS not in set(work.session.scalars(select(Revision.text)))
        assert work.session.scalars(select(Identity)).all() == []


def test_an_erasure_is_asked_for_once_and_can_be_withdrawn(courier: Newsroom) -> None:
    program = answering(courier)
    first = program.post("/readers/erasure", json=NORA).json

    assert program.post("/readers/erasure", json=NORA).json == first
    kept = program.post("/readers/erasure/withdrawal", json=NORA)

    assert (kept.status_code, kept.json) == (200, {"erasure_due_at": None})
    with courier.database.unit_of_work(write=False) as work:
        noted = set(work.session.scalars(select(AuditEntry.action)))
    assert {"reader.erase", "reader.keep"} <= noted


@pytest.mark.parametrize(
    "reader",
    [
        {"issuer": "courier", "subject": "8"},
        {"issuer": "other", "subject": "7"},
        {"subject": "7"},
    ],
)
def test_a_reader_whom_no_token_has_introduced_is_unknown(
    courier: Newsroom, reader: dict[str, str]
) -> None:
    answer = answering(courier).post("/readers/copy", json=reader)

    assert answer.status_code == 404


def test_tokens_made_for_coral_name_no_issuer(courier: Newsroom) -> None:
    change(courier, IdentityProvider, kind=ProviderKind.CORAL_TOKEN)

    answer = answering(courier).post("/readers/copy", json={"subject": "7"})

    assert answer.status_code == 200


@pytest.mark.parametrize("way", ["password", "provider", "another site"])
@pytest.mark.parametrize("path", ["copy", "erasure", "erasure/withdrawal"])
def test_a_publisher_answers_for_nobody_who_can_log_in_otherwise(
    courier: Newsroom, way: str, path: str
) -> None:
    if way == "password":
        change(courier, Account, password_hash="a digest")
    elif way == "provider":
        change(courier, IdentityProvider, kind=ProviderKind.OIDC)
    else:
        with courier.database.unit_of_work(write=True) as work:
            herald = ensure_site(
                work.session, name="Herald", host="herald.example", now=work.now
            )
            provider = work.session.scalars(select(IdentityProvider)).one()
            provider.site_id = herald.id

    answer = answering(courier).post(f"/readers/{path}", json=NORA)

    assert answer.status_code == (409 if way == "password" else 404)


def test_a_reader_with_a_second_log_in_decides_alone(courier: Newsroom) -> None:
    with courier.database.unit_of_work(write=True) as work:
        known = work.session.scalars(select(Identity)).one()
        work.session.add(
            Identity(
                account_id=known.account_id,
                provider_id=None,
                issuer="elsewhere",
                subject="1",
                digest="another",
                created_at=work.now,
                last_used_at=work.now,
            )
        )

    answer = answering(courier).post("/readers/erasure", json=NORA)

    assert answer.status_code == 409


def test_staff_are_not_erased_by_a_key(courier: Newsroom) -> None:
    with courier.database.unit_of_work(write=True) as work:
        known = work.session.scalars(select(Identity)).one()
        roles.grant(
            work.session, account_id=known.account_id, role=Role.MODERATOR, now=work.now
        )

    answer = answering(courier).post("/readers/erasure", json=NORA)

    assert answer.status_code == 409


def test_a_reader_is_copied_five_times_a_day(courier: Newsroom) -> None:
    program = answering(courier)
    codes = [program.post("/readers/copy", json=NORA).status_code for _ in range(6)]

    assert codes == [200] * 5 + [429]


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\0b", "\ud800", 7, None])
def test_an_odd_number_of_a_reader_is_refused(courier: Newsroom, subject: Any) -> None:
    reader = NORA | {"subject": subject}

    answer = answering(courier).post("/readers/copy", json=reader)

    assert answer.status_code in (404, 422)
