"""The link in a mail that stops mail of its kind."""

from __future__ import annotations

import re
import subprocess
from threading import Thread

import pytest
from werkzeug.serving import make_server

from auth.core.actor import Actor
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, reply
from tests.moderation.notifications.mailing import HOUR, arrived


def test_one_click_stops_one_kind_of_mail(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)
    path = re.findall(r"<http://localhost(.*)>", server.line("List-Unsubscribe"))[0]
    web = make_server("127.0.0.1", 0, called.app)
    Thread(target=web.serve_forever, daemon=True).start()

    click = subprocess.run(
        [
            *("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"),
            *("-d", "List-Unsubscribe=One-Click"),
            f"http://127.0.0.1:{web.port}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    web.shutdown()

    assert click.stdout == "200"
    reply(called, deniz[0], thread, "Another answer.")
    assert arrived(called, server, after=2 * HOUR) == 0
    assert "Another answer" not in server.raw[-1].decode()
    page = amina[0].client.get("/notifications").get_data(as_text=True)
    assert page.count('class="unread"') == 2


@pytest.mark.parametrize("path", ["unknown/reply", "unknown/nothing"])
def test_an_unknown_link_gets_the_same_answer(called: Newsroom, path: str) -> None:
    stop = f"/mail/stop/{path}"
    client = called.app.test_client()

    assert client.post(stop).status_code == 200
    assert client.get(stop).status_code == 200


def test_opening_the_link_stops_nothing(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)
    path = re.findall(r"<http://localhost(.*)>", server.line("List-Unsubscribe"))[0]

    page = called.app.test_client().get(path)

    assert "Replies to my comments" in page.get_data(as_text=True)
    reply(called, deniz[0], thread, "Another answer.")
    assert arrived(called, server, after=2 * HOUR) == 1
