"""What readers follow and how they are told, changed by eight at once."""

from __future__ import annotations

from typing import Any

from moderation.notifications.services import settings
from tests.push_service import PushService
from tests.races.preparing import own
from tests.races.stage import Call, Race, Stage


def renew_browser(_stage: Stage) -> Call:
    old = {"old_endpoint": "https://fcm.googleapis.com/unknown"}
    return Call("/push/renewal", BROWSER | old)


def stop_mail(stage: Stage) -> Call:
    _, actor = stage.person()

    def make(session: Any, _now: Any) -> str:
        return settings.delivery_of(session, actor.account_id).stop_key

    return Call(f"/mail/stop/{stage.write(make)}/reply")


BROWSER: dict[str, Any] = PushService().subscription() | {
    "endpoint": "https://fcm.googleapis.com/one"
}
FOLLOW: dict[str, Any] = {"target": "article", "target_id": "1", "act": "follow"}

RACES = {
    "community.change_follow": Race(own("/follows", **FOLLOW), adds={"follow": 1}),
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
}
