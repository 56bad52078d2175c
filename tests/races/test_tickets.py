"""A ticket or a pairing that eight use at once logs one of them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.access.embed import pairings
from auth.accounts import registration
from auth.accounts.inputs import Register
from tests.races.frames import NONCE, OURS
from tests.races.stage import CALLERS, Call, Stage

STORY = "/articles/truce"


def ticket(stage: Stage) -> str:
    """Return the ticket of somebody who has just registered."""
    number = next(stage.numbers)
    change = Register(
        display_name=f"Nora {number}",
        email=f"nora{number}@reader.example",
        password="unused",
    )

    def issue(session: Session, now: datetime) -> str:
        receipt = registration.register(
            session,
            change,
            password_hash=stage.hashed,
            host="localhost",
            base_url="http://localhost",
            mailer=lambda *_, **__: None,
            now=now,
        )
        found = registration.find(
            session, receipt=receipt.token, host="localhost", now=now
        )
        assert found
        issued = registration.issue_ticket(session, found, now=now)
        assert issued
        return issued

    return str(stage.write(issue))


def test_a_ticket_logs_one_of_eight_in(stage: Stage) -> None:
    stage.comment()
    callers = [{"Cookie": f"handoff={ticket(stage)}"}] * CALLERS
    before = stage.rows()["login_session"]

    answers = stage.run("GET", Call(STORY, callers=callers))

    statuses = sorted(each.status_code for each in answers)
    assert statuses == [200] * (CALLERS - 1) + [303]
    assert stage.rows()["login_session"] - before == 1


def test_an_approved_pairing_logs_a_frame_in_once_while_it_is_paired_again(
    stage: Stage,
) -> None:
    _, reader = stage.person()

    def begin(session: Session, now: datetime) -> str:
        new = pairings.begin(session, site_id=1, now=now)
        pairings.pair(session, token=new.token, nonce=NONCE, site_id=1, now=now)
        pairings.approve(
            session,
            public_id=new.public_id,
            nonce=NONCE,
            account_id=reader.account_id,
            site_id=1,
            now=now,
        )
        return new.token

    callers = [OURS | {"Cookie": f"pair={stage.write(begin)}"}] * CALLERS
    redeem = Call("/embed/redeem", {"code": ""}, callers=callers)
    pair = Call("/embed/pair/window", {"nonce": NONCE}, callers=callers)
    before = stage.rows()["login_session"]

    answers = stage.run_all("POST", [redeem, pair] * (CALLERS // 2))

    assert max(each.status_code for each in answers) < 500
    assert stage.rows()["login_session"] - before == 1
