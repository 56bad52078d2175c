"""Acts of readers and visitors, done by eight at once."""

from __future__ import annotations

from typing import Any

import pyotp
from sqlalchemy import func, select

from auth.accounts import address as addresses
from auth.accounts import recovery, second_factor, verification
from auth.core.models import Account, LoginSession
from auth.core.settings import EXTENSION
from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.exchange.imports.models import ImportClaim
from moderation.notifications.services import settings
from moderation.review.items.rules import Action
from tests.notices import NOTICE
from tests.push_service import PushService
from tests.races.notices import refused_notice
from tests.races.stage import CALLERS, PASSWORD, Call, Race, Stage

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


def renew_browser(_stage: Stage) -> Call:
    old = {"old_endpoint": "https://fcm.googleapis.com/unknown"}
    return Call("/push/renewal", BROWSER | old)


def stop_mail(stage: Stage) -> Call:
    _, actor = stage.person()

    def make(session: Any, _now: Any) -> str:
        return settings.delivery_of(session, actor.account_id).stop_key

    return Call(f"/mail/stop/{stage.write(make)}/reply")


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


def own(path: str, json: Any = None, *, is_verified: bool = True, **form: Any) -> Any:
    """Return a function that prepares a form about a new reader's own account."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same(is_verified=is_verified)
        filled = path.format(account_id=actor.account_id)
        return Call(filled, form, json, callers)

    return prepare


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


def on_own(path: str, **form: Any) -> Any:
    """Return a function that prepares a form about the reader's own comment."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        comment = stage.comment(actor)
        return Call(path.format(id=comment.id), form, None, callers)

    return prepare


def edit_by_program(stage: Stage) -> Call:
    callers, actor = stage.same()
    comment = stage.comment(actor)
    body = {"text": "Another text", "revision_id": comment.latest_revision_id}
    return Call(f"/api/v1/comments/{comment.id}", json=body, callers=callers)


def edit_by_form(stage: Stage) -> Call:
    callers, actor = stage.same()
    comment = stage.comment(actor)
    form = {"text": "Another text", "revision_id": comment.latest_revision_id}
    return Call(f"/comments/{comment.id}/edit", form, None, callers)


def on_another(path: str, json: Any = None, **form: Any) -> Any:
    """Return a function that prepares a call about somebody else's comment."""

    def prepare(stage: Stage) -> Call:
        comment = stage.comment()
        return Call(path.format(id=comment.id), form, json, stage.same()[0])

    return prepare


def appeal(path: str, json: Any = None) -> Any:
    """Return a function that prepares an appeal against a rejection."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        decision = stage.decision(Action.REJECT, actor)
        form = {} if json else {"text": "That was wrong"}
        return Call(path.format(id=decision.comment_id), form, json, callers)

    return prepare


def warned(path: str, json: Any = None) -> Any:
    """Return a function that prepares a call about a warning against the reader."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        number = stage.sanction(actor)
        form = {} if json else {f"text-{number}": "That was wrong"}
        return Call(path.format(id=number), form, json, callers)

    return prepare


POSTED = {"comment": 1, "revision": 1, "idempotency_record": 1}
POST: dict[str, Any] = {"text": "The same words", "idempotency_key": ""}
WORDS = {"text": "That was wrong"}
BROWSER: dict[str, Any] = PushService().subscription() | {
    "endpoint": "https://fcm.googleapis.com/one"
}
FOLLOW: dict[str, Any] = {"target": "article", "target_id": "1", "act": "follow"}


def notice(stage: Stage) -> Call:
    comment = stage.comment()
    return Call("/notices", NOTICE | {"comments": f"/comments/{comment.id}"})


def complain(stage: Stage) -> Call:
    item_id = refused_notice(stage)
    token = stage.write(
        lambda session, _: (
            session.get_one(
                Notice, session.get_one(NoticeItem, item_id).notice_id
            ).token
        )
    )
    path = f"/notices/{token}/comments/{item_id}/complaint"
    return Call(path, {"text": "It is illegal."})


def undo_claim(stage: Stage) -> Call:
    caller, actor = stage.person()

    def claim(session: Any, now: Any) -> int:
        made = ImportClaim(
            account_id=actor.account_id,
            imported_account_id=actor.account_id,
            claimed_at=now,
        )
        session.add(made)
        session.flush()
        return made.id

    path = f"/account/imported/{stage.write(claim)}/undo"
    return Call(path, callers=[caller] * CALLERS)


RACES = {
    "exchange_claims.undo_claim": Race(undo_claim, 1),
    "compliance_notices.send": Race(
        notice,
        adds={"notice": 1, "notice_item": 1, "review_item": 1, "outbox_message": 1},
    ),
    "compliance_notices.complain": Race(
        complain, adds={"notice_complaint": 1, "review_item": 1, "review_cause": 1}
    ),
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
    "community.change_follow": Race(own("/follows", **FOLLOW), adds={"follow": 1}),
    "community_reactions.change_reaction": Race(
        on_another("/comments/{id}/reaction", act="recommend"),
        adds={"reaction": 1},
    ),
    "web_languages.prefer": Race(own("/account/language", language="en")),
    "notifications_settings.save": Race(
        own("/account/notifications", way_reply="off"),
        adds={"notification_setting": 1, "delivery_setting": 1},
    ),
    "notifications_push.add": Race(
        own("/account/push", **BROWSER), adds={"push_device": 1}
    ),
    "notifications_push.remove": Race(own("/account/push/1/removal")),
    "notifications_renewals.renew": Race(renew_browser, adds={"push_device": 0}),
    "notifications_stop.stop": Race(stop_mail, adds={"notification_setting": 1}),
    "notifications.mark_read": Race(own("/notifications/read")),
    "intake.post_comment": Race(own("/articles/truce/comments", **POST), 1, POSTED),
    "intake_api.post_comment": Race(
        own("/api/v1/articles/truce/comments", {"text": "The same"}), 1, POSTED
    ),
    "intake.edit_submit": Race(edit_by_form, 1, {"revision": 1}),
    "intake_api.edit_comment": Race(edit_by_program, 1, {"revision": 1}),
    "intake.delete": Race(on_own("/comments/{id}/delete"), adds={"status_change": 1}),
    "intake_api.delete_comment": Race(
        on_own("/api/v1/comments/{id}"), 1, {"status_change": 1}
    ),
    "intake_reports.report": Race(
        on_another("/comments/{id}/report", reason="insult"),
        adds={"report": 1, "review_item": 1, "review_cause": 1},
    ),
    "intake_api.report_comment": Race(
        on_another("/api/v1/comments/{id}/reports", {"reason": "insult"}),
        1,
        {"report": 1, "review_item": 1, "review_cause": 1},
    ),
    "appeals.appeal": Race(appeal("/my-comments/{id}/appeal"), 1, {"appeal": 1}),
    "appeals_api.appeal_comment": Race(
        appeal("/api/v1/comments/{id}/appeal", WORDS), 1, {"appeal": 1}
    ),
    "appeals.appeal_sanction": Race(
        warned("/my-sanctions/{id}/appeal"), 1, {"sanction_appeal": 1}
    ),
    "appeals_api.appeal_sanction": Race(
        warned("/api/v1/own-sanctions/{id}/appeal", WORDS), 1, {"sanction_appeal": 1}
    ),
    "appeals.acknowledge": Race(warned("/my-sanctions/{id}/acknowledge")),
    "appeals_api.acknowledge": Race(
        warned("/api/v1/own-sanctions/{id}/acknowledgement")
    ),
}
