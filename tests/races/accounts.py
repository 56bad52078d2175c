"""Acts of visitors and readers on accounts, done by eight at once."""

from __future__ import annotations

from typing import Any

import pyotp
from sqlalchemy import func, select

from auth.accounts import address as addresses
from auth.accounts import recovery, second_factor, verification
from auth.core.models import Account, LoginSession
from auth.core.settings import EXTENSION
from tests.races.preparing import own
from tests.races.stage import PASSWORD, Call, Race, Stage

BASE_URL = "http://localhost"


def login(stage: Stage) -> Call:
    _, actor = stage.person()
    email = f"{actor.display_name.replace(' ', '.')}@reader.example"
    return Call("/login", {"email": email, "password": PASSWORD})


def register(stage: Stage) -> Call:
    name = f"Newcomer {next(stage.numbers)}"
    form = {
        "display_name": name,
        "email": "new{n}@reader.example",
        "password": PASSWORD,
    }
    return Call("/register", form | {"accepted": "yes"})


def ask_reset(stage: Stage) -> Call:
    _, actor = stage.person()
    email = f"{actor.display_name.replace(' ', '.')}@reader.example"
    return Call("/reset", {"email": email})


def reset(stage: Stage) -> Call:
    _, actor = stage.person()

    def mail(session: Any, **arguments: Any) -> None:
        account = session.get_one(Account, actor.account_id)
        recovery.mail_reset(session, account, base_url=BASE_URL, **arguments)

    return Call(stage.mailed(mail), {"password": "another long password"})


def verify(stage: Stage) -> Call:
    callers, actor = stage.same(is_verified=False)

    def mail(session: Any, **arguments: Any) -> None:
        account = session.get_one(Account, actor.account_id)
        verification.mail_after_registration(
            session, account, is_known=False, base_url=BASE_URL, **arguments
        )

    return Call(stage.mailed(mail), {"password": PASSWORD}, callers=callers)


def change(stage: Stage, place: int, **form: str) -> Call:
    """Answer one of the two mails that a change of address sends."""
    callers, actor = stage.same()
    email = f"other{next(stage.numbers)}@reader.example"
    sent: list[str] = []

    def mail(session: Any, mailer: Any, now: Any) -> None:
        def keep(_session: Any, **mail: Any) -> None:
            sent.append(mail["body"])

        addresses.ask(
            session,
            actor.account_id,
            email=email,
            base_url=BASE_URL,
            mailer=keep,
            now=now,
        )
        mailer(session, body=sent[place])

    return Call(stage.mailed(mail), form, callers=callers)


def end_session(stage: Stage) -> Call:
    callers, actor = stage.same()
    session_id = stage.write(
        lambda session, _: session.scalar(
            select(func.max(LoginSession.id)).where(
                LoginSession.account_id == actor.account_id
            )
        )
    )
    return Call(f"/account/sessions/{session_id}/end", callers=callers)


def enrol(stage: Stage) -> Call:
    callers, actor = stage.same()
    seal = stage.app.extensions[EXTENSION].seal
    code = stage.write(
        lambda session, now: pyotp.TOTP(
            second_factor.begin(session, actor.account_id, seal=seal)
        ).at(now)
    )
    return Call("/account/second-factor", {"code": code}, callers=callers)


RACES = {
    "auth.login_submit": Race(login),
    "auth.register_submit": Race(register, 1, {"account": 1}),
    "auth.ask_reset_submit": Race(ask_reset, 3, {"outbox_message": 3}),
    "auth.reset_submit": Race(reset, 1),
    "auth.verify_submit": Race(verify, 1),
    "auth.confirm_address_submit": Race(lambda stage: change(stage, 0), 1),
    "auth.stop_address_submit": Race(lambda stage: change(stage, 1, sure="yes"), 1),
    "auth.logout": Race(own("/logout")),
    "auth.change_password": Race(
        own("/account/password", current_password=PASSWORD, password="a new long one"),
    ),
    "auth.change_address": Race(
        own("/account/address", email="n{n}@a.example", address_password=PASSWORD),
        3,
        {"address_change": 3},
    ),
    "auth.mail_again": Race(
        own("/account/confirmation", is_verified=False), 3, {"outbox_message": 3}
    ),
    "auth.prove_submit": Race(own("/account/prove", password=PASSWORD)),
    "auth.end_session": Race(end_session),
    "auth.submit_second_factor": Race(enrol, 1, {"second_factor": 1}),
    "privacy.download": Race(own("/account/data/copy", copy_password=PASSWORD), 5),
    "privacy.ask_erasure": Race(
        own("/account/data/erasure", erasure_password=PASSWORD), adds={"account": 0}
    ),
    "privacy.withdraw_erasure": Race(own("/account/data/erasure/withdraw")),
    "web_languages.prefer": Race(own("/account/language", language="en")),
}
