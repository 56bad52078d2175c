"""An admin adds an endpoint, tries it, reads its log, and sends again what failed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from standardwebhooks import Webhook

from auth.core.errors import ConflictError
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from moderation.exchange.webhooks.services import endpoints
from tests.calling import Caller, Newsroom, refused
from tests.moderation.exchange.webhooks.receiving import Receiver, Webhooks

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


def sealed_like(called: Newsroom, webhooks: Webhooks) -> Webhooks:
    """Let the sender open what the application sealed."""
    seal = called.app.extensions[EXTENSION].seal
    return replace(webhooks, sender=replace(webhooks.sender, seal=seal))


def send_here(called: Newsroom) -> None:
    """Let the application send to this machine."""
    settings = called.app.extensions["ceasefire.config"]
    here = replace(settings, webhook_networks="127.0.0.0/8")
    called.app.extensions["ceasefire.config"] = here


def page(caller: Caller, path: str) -> str:
    return str(caller.client.get(path).get_data(as_text=True))


def test_an_admin_adds_an_endpoint_tries_it_and_reads_the_answer(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    send_here(called)
    admin, _ = called.person("Ada", Role.ADMIN)
    form = {"url": receiver.url, "types": "comment.held", "note": "Our CMS"}

    added = admin.send("/admin/webhooks", **form).get_data(as_text=True)
    admin.send("/admin/webhooks/1/test")
    sealed_like(called, webhooks).send()

    found = SECRET.search(added)
    assert found
    [request] = receiver.got
    told = Webhook(found[0]).verify(request.body, request.headers)
    assert told["type"] == "endpoint.test"
    shown = page(admin, "/admin/webhooks/1")
    assert request.headers["webhook-id"] in shown
    assert "delivered" in shown
    assert found[0] not in shown
    assert "Our CMS" in page(admin, "/admin/webhooks")


def test_what_failed_is_sent_again_with_a_button(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    webhooks.endpoint(receiver.url)
    receiver.answers(410)
    admin.send("/admin/webhooks/1/test")
    webhooks.send()
    assert "410" in page(admin, "/admin/webhooks/1")

    receiver.answers(200)
    admin.send("/admin/webhooks/1", url=receiver.url, is_enabled="1")
    admin.send("/admin/webhooks/1/replay")
    webhooks.send()
    admin.send("/admin/webhook-deliveries/1/replay")
    webhooks.send()

    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1
    assert len(receiver.got) == 3


def test_an_address_that_cannot_be_sent_to_is_shown_again_with_the_reason(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    for url in ("ftp://cms.example", "https://me:secret@cms.example", "cms.example"):
        answer = admin.send("/admin/webhooks", url=url, note="Our CMS")

        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "Please enter an address such as" in text
        assert f'value="{url}"' in text
        assert "Our CMS" in text


def test_a_program_with_the_scope_manages_endpoints(
    called: Newsroom, receiver: Receiver
) -> None:
    send_here(called)
    program = called.key("webhooks")

    added = program.post("/webhooks", {"url": receiver.url, "types": ["comment.held"]})
    number = added.json["id"]
    whole: dict[str, object] = {"url": receiver.url, "types": []}
    whole |= {"site_id": None, "note": ""}
    refused(program.call("PUT", f"/webhooks/{number}", json=whole), 422)
    changed = program.call(
        "PUT", f"/webhooks/{number}", json=whole | {"is_enabled": False}
    )
    rotated = program.post(f"/webhooks/{number}/secret")

    assert added.status_code == 201
    assert changed.json["disabled_because"] == "by_admin"
    assert rotated.json["secret"] != added.json["secret"]
    refused(program.post(f"/webhooks/{number}/test"), 409)
    assert "secret" not in program.get("/webhooks").json["endpoints"][0]
    log = program.get(f"/webhooks/{number}/deliveries?before=9")
    assert log.json == {"deliveries": [], "next_before": None}
    assert program.call("DELETE", f"/webhooks/{number}").status_code == 204
    refused(program.get(f"/webhooks/{number}/deliveries"), 404)
    refused(called.key("articles").get("/webhooks"), 403)


def test_the_endpoints_of_one_site_leave_room_for_others(
    webhooks: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "MOST_ENDPOINTS", 1)

    webhooks.endpoint("https://cms.example/", site_id=1)
    webhooks.endpoint("https://cms.example/", site_id=None)

    with pytest.raises(ConflictError):
        webhooks.endpoint("https://cms.example/", site_id=1)
