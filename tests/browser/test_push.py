"""A push message in a real browser, which the service worker shows and opens."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    CDPSession,
    Page,
    Playwright,
    Worker,
    expect,
)

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.people import signed_in
from tests.serving import Served

SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const shown = await registration.getNotifications();
    return shown.map((each) => [each.title, each.body, each.data.navigate]);
}"""
IS_SHOWN = f"async (count) => (await ({SHOWN})()).length === count"
CLICK = """async () => {
    const opened = new Promise((resolve) => { self.clients.openWindow = resolve; });
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    return opened;
}"""
"""Only a person's click may open a window, so the address is caught instead."""


def message(navigate: str) -> str:
    """Return a push message, as the server encrypts it."""
    notification = {
        "title": "The Courier",
        "body": "Deniz replied to your comment: A truce",
        "navigate": navigate,
        "tag": "thread1",
    }
    return json.dumps({"web_push": 8030, "notification": notification})


class Device:
    """A reader's browser that has allowed push messages."""

    def __init__(self, page: Page, site: Served) -> None:
        self.page, self.site = page, site
        self._registrations: list[str] = []
        self._devtools: CDPSession = page.context.new_cdp_session(page)

    def allow(self) -> None:
        """Click the button, and wait for the service worker."""
        self.page.context.grant_permissions(["notifications"])
        self._devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: self._registrations.extend(
                each["registrationId"] for each in event["registrations"]
            ),
        )
        self._devtools.send("ServiceWorker.enable")
        self.page.get_by_role("button", name="Allow push messages").click()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        while not self._registrations:
            self.page.wait_for_timeout(20)

    def receive(self, navigate: str) -> None:
        """Get a message from the push service, and wait until it is shown."""
        self._devtools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.site.url,
                "registrationId": self._registrations[-1],
                "data": message(navigate),
            },
        )
        self.page.wait_for_function(IS_SHOWN, arg=1)

    @property
    def worker(self) -> Worker:
        """The service worker."""
        return self.page.context.service_workers[0]


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """The whole Chromium, which alone has push messages."""
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: Browser, site: Served) -> Iterator[Page]:
    """The settings of notifications, before anything was asked."""
    page = signed_in(browser, site, "reader")
    page.goto("/account/notifications")
    yield page
    page.context.close()


def test_a_push_message_is_shown_after_a_click_allowed_it_and_opens_its_page(
    page: Page, site: Served
) -> None:
    button = page.get_by_role("button", name="Allow push messages in this browser")
    expect(button).to_be_visible()
    asked = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then(r => r.length)"
    )
    assert asked == 0
    device = Device(page, site)
    device.allow()

    device.receive(f"{site.url}/notifications/1")

    assert page.evaluate(SHOWN) == [
        [
            "The Courier",
            "Deniz replied to your comment: A truce",
            f"{site.url}/notifications/1",
        ]
    ]
    assert device.worker.evaluate(CLICK) == f"{site.url}/notifications/1"
    page.wait_for_function(IS_SHOWN, arg=0)


def test_a_click_opens_only_a_notification_of_our_own(page: Page, site: Served) -> None:
    places = {
        f"{site.url}/notifications/12": "/notifications/12",
        "/notifications/12": "/notifications/12",
        # Another site of the newsroom: the reader is logged in at this one.
        "https://other.example/notifications/12": "/notifications/12",
        "https://evil.example/": "/notifications",
        "//evil.example/notifications/x": "/notifications",
        "javascript:alert(1)": "/notifications",
        "data:text/html,hello": "/notifications",
        f"{site.url}/notifications/12/../../admin": "/notifications",
        f"{site.url}/account/erasure": "/notifications",
        "http://[": "/notifications",
        "": "/notifications",
    }
    Device(page, site).allow()

    opened = page.context.service_workers[0].evaluate(
        "(addresses) => addresses.map(destination)", list(places)
    )

    assert opened == [site.url + path for path in places.values()]
