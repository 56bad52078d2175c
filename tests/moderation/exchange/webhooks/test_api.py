"""A key for one site manages the webhooks of that site, and no others."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.access import keys
from auth.core.models import Site
from auth.core.permissions import Role
from auth.sites.lookup import ensure_site
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests import newsroom
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.webhooks.receiving import Webhooks

URL = "https://cms.example/webhooks"


@pytest.fixture
def of_courier(called: Newsroom, webhooks: Webhooks) -> Caller:
    """A key for the first of two sites, and an endpoint for every site."""
    webhooks.endpoint(URL)
    with called.database.unit_of_work(write=True) as work:
        session, now = work.session, work.now
        courier = session.scalars(select(Site)).one()
        courier.host = "localhost"
        ensure_site(session, name="The Herald", host="herald.example", now=now)
        owner = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
        token = keys.create(
            session,
            name="cms",
            scopes=["webhooks"],
            account_id=owner.account_id,
            now=now,
            site_id=courier.id,
        )
    return Caller(called.app, Authorization=f"Bearer {token}")


def test_an_endpoint_that_a_key_for_one_site_adds_is_told_of_that_site_only(
    of_courier: Caller,
) -> None:
    added = of_courier.post("/webhooks", {"url": URL})
    refused = of_courier.post("/webhooks", {"url": URL, "site_id": 2})

    assert (added.status_code, added.json["site_id"]) == (201, 1)
    assert refused.status_code == 404
    assert [each["id"] for each in of_courier.get("/webhooks").json["endpoints"]] == [
        added.json["id"]
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/webhooks/1"),
        ("DELETE", "/webhooks/1"),
        ("POST", "/webhooks/1/secret"),
        ("POST", "/webhooks/1/test"),
        ("GET", "/webhooks/1/deliveries"),
        ("POST", "/webhooks/1/replay"),
        ("POST", "/webhook-deliveries/1/replay"),
    ],
)
def test_a_key_for_one_site_does_not_reach_an_endpoint_of_every_site(
    called: Newsroom, of_courier: Caller, method: str, path: str
) -> None:
    admin, _ = called.person("Anna", Role.ADMIN)
    admin.send("/admin/webhooks/1/test")
    with called.database.unit_of_work(write=False) as work:
        secret = work.session.get_one(WebhookEndpoint, 1).secret
    whole: dict[str, object] = {"url": "https://thief.example/", "types": []}
    whole |= {"site_id": None, "note": "", "is_enabled": True}
    body = whole if method == "PUT" else {}

    answer = of_courier.call(
        method, path, **({} if method == "GET" else {"json": body})
    )

    assert answer.status_code == 404, answer.text
    with called.database.unit_of_work(write=False) as work:
        endpoint = work.session.get_one(WebhookEndpoint, 1)
        assert (endpoint.url, endpoint.secret) == (URL, secret)
        assert len(work.session.scalars(select(WebhookDelivery)).all()) == 1
