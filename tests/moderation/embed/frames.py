"""Frames on publishers' pages, and the windows in which their readers log in."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from auth.core.models import Site
from auth.core.settings import EXTENSION
from auth.sites.lookup import site_for
from auth.sso.inputs import AddProvider
from auth.sso.rules import ProviderKind
from auth.sso.services import providers
from tests.auth.sso.services.publisher import SECRET, own
from tests.calling import Newsroom

PAPER = "https://www.courier.example"
STORY = f"{PAPER}/truce"
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
NONCE = re.compile(r'data-window-nonce="(\w+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def allow(newsroom: Newsroom, *origins: str) -> None:
    """Let the pages of *origins*, and no others, embed the site."""
    with newsroom.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(allowed_origins=list(origins)))


def believed(newsroom: Newsroom) -> None:
    """Let the site believe the publisher's tokens."""
    with newsroom.database.unit_of_work(write=True) as work:
        providers.add(
            work.session,
            AddProvider(
                kind=ProviderKind.SIGNED_TOKEN,
                slug="cms",
                name="Our system",
                issuer="courier",
                secret=SECRET,
            ),
            site_id=site_for(work.session, "localhost").id,
            seal=newsroom.app.extensions[EXTENSION].seal,
            now=work.now,
        )


def token(**claims: Any) -> str:
    """Return a token of the publisher."""
    return own(aud="http://127.0.0.1:8000", **claims)


class Frame:
    """A frame in one partition of a browser."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.client: FlaskClient = newsroom.app.test_client()

    def send(self, path: str, **fields: str) -> Any:
        """Call one of the addresses that the frame's script calls."""
        return self.client.post(f"/embed/{path}", data=fields, headers=OURS)

    def pair(self) -> str:
        """Begin a pairing, and return the id for its window."""
        found: str = self.send("pair").json["pair"]
        return found

    def redeem(self, code: str = "") -> str:
        """Ask whether the frame is logged in now."""
        found: str = self.send("redeem", code=code).json["state"]
        return found

    @property
    def reader(self) -> str:
        """The name that the frame shows as logged in; empty if there is none."""
        page = self.client.get("/embed/articles/truce").text
        found = re.search(r"Logged in as <bdi>(.+?)</bdi>", page)
        return found[1] if found else ""


class Window:
    """The part of a browser that has the cookies of our own pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, pair: str, back: str = "") -> str:
        """Open a pairing's link, and return the nonce that the page tells its frame."""
        page = self.client.get("/login", query_string={"pair": pair, "return": back})
        found = NONCE.search(page.text)
        assert found
        return found[1]

    def go_on(self) -> str:
        """Press *Continue*, and return the page that follows."""
        found = TOKEN.search(self.client.get("/account").text)
        assert found
        form = {"csrf_token": found[1]}
        answer = self.client.post("/login/window", data=form)
        assert answer.status_code == 303, answer.text
        return self.client.get("/login/window").text

    def register(self, name: str) -> None:
        """Register from the window's page."""
        found = TOKEN.search(self.client.get("/register?next=/login/window").text)
        assert found
        form = {
            "csrf_token": found[1],
            "display_name": name,
            "email": f"{name.lower()}@reader.example",
            "password": "nineteen quiet herons",
            "next": "/login/window",
        }
        self.client.post("/register", data=form)

    def confirm(self, link: str, **proof: str) -> Any:
        """Confirm the address by a mailed link; return the response."""
        found = TOKEN.search(self.client.get(link).text)
        assert found
        form = {"csrf_token": found[1], "answer": "confirm"} | proof
        return self.client.post(link, data=form)


def logged_in_frame(newsroom: Newsroom, name: str) -> tuple[Frame, Window]:
    """Return a frame that a reader's window has logged in."""
    caller, _ = newsroom.person(name)
    frame, window = Frame(newsroom), Window(caller.client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    assert frame.redeem() == "logged_in"
    return frame, window
