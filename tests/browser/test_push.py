"""A push message in a real browser, which the service worker shows."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, expect

from tests.browser.people import signed_in
from tests.serving import Served

MESSAGE = {
    "web_push": 8030,
    "notification": {
        "title": "The Courier",
        "body": "Deniz replied to your comment: A truce",
        "navigate": "http://127.0.0.1/notifications/1",
        "tag": "thread1",
    },
}
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const shown = await registration.getNotifications();
    return shown.map((each) => [each.title, each.body, each.data.navigate]);
}"""
WAIT_UNTIL_SHOWN = f"async () => (await ({SHOWN})()).length > 0"


def test_a_push_message_is_shown_after_a_click_allowed_it(
    browser: Browser, site: Served
) -> None:
    page = signed_in(browser, site, "reader")
    page.goto("/account/notifications")
    button = page.get_by_role("button", name="Allow push messages in this browser")
    expect(button).to_be_visible()
    asked = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then(r => r.length)"
    )
    assert asked == 0
    page.context.grant_permissions(["notifications"])
    devtools = page.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(
            each["registrationId"] for each in event["registrations"]
        ),
    )
    devtools.send("ServiceWorker.enable")

    button.click()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not registrations:
        page.wait_for_timeout(20)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": site.url,
            "registrationId": registrations[-1],
            "data": json.dumps(MESSAGE),
        },
    )

    page.wait_for_function(WAIT_UNTIL_SHOWN)
    assert page.evaluate(SHOWN) == [
        [
            "The Courier",
            "Deniz replied to your comment: A truce",
            "http://127.0.0.1/notifications/1",
        ]
    ]
    page.context.close()
