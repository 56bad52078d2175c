"""What ``doctor --embed`` says of a page and a frame that a server sends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from moderation.running import embed_doctor
from tests.calling import Newsroom
from tests.moderation.embed.frames import allow
from tests.serving import free_port

CODE = '<ceasefire-comments article="truce"></ceasefire-comments>'
CORAL = "<script>script.src = '{home}/compat/coral.js'</script>"


@dataclass
class Sent:
    """A server that is the newspaper's and ours in one, behind a proxy.

    :param added: the policy that the proxy adds to each frame.
    """

    home: str
    page: str = ""
    added: list[str] = field(default_factory=list)

    def story(self) -> str:
        """Send the newspaper's page."""
        return self.page.format(home=self.home)

    def frame(self, **_: str) -> Response:
        """Send the frame as it arrives."""
        frame = Response("")
        for each in (f"frame-ancestors {self.home}", *self.added):
            frame.headers.add("Content-Security-Policy", each)
        return frame


@pytest.fixture
def sent(called: Newsroom) -> Iterator[Sent]:
    """A server of a page that embeds a discussion, and of its frame."""
    port = free_port()
    sent = Sent(f"http://127.0.0.1:{port}", CODE + "<script src='{home}/embed.js'>")
    allow(called, sent.home)
    app = Flask("sent")
    app.add_url_rule("/story", view_func=sent.story)
    app.add_url_rule("/embed/articles/<key>", "article", sent.frame)
    app.add_url_rule("/embed/from/<system>", "from", sent.frame)
    server = make_server("127.0.0.1", port, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield sent
    server.shutdown()
    server.server_close()
    thread.join()


def wrong(called: Newsroom, sent: Sent) -> list[str]:
    lines = embed_doctor.examine(
        called.database, f"{sent.home}/story", base_url=sent.home
    )
    return [each for each in lines if each.startswith("WRONG")]


@pytest.mark.parametrize("page", ["", CORAL])
def test_nothing_is_wrong_with_what_arrives_unchanged(
    called: Newsroom, sent: Sent, page: str
) -> None:
    sent.page = page or sent.page

    assert wrong(called, sent) == []


@pytest.mark.parametrize("page", ["", CORAL])
@pytest.mark.parametrize("added", ["frame-ancestors 'self'", "frame-ancestors 'none'"])
def test_a_policy_that_a_proxy_adds_to_ours_is_found(
    called: Newsroom, sent: Sent, page: str, added: str
) -> None:
    sent.page, sent.added = page or sent.page, [added]

    [found] = wrong(called, sent)

    assert "may not frame it" in found


def test_the_command_fails_if_something_is_wrong(called: Newsroom) -> None:
    page = f"http://127.0.0.1:{free_port()}/story"

    run = called.app.test_cli_runner().invoke(args=["doctor", "--embed", page])

    assert (run.exit_code, "WRONG" in run.output) == (1, True)
