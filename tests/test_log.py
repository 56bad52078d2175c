"""The whole log of a real run: all events, and no secrets."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, text

from auth.db.database import Database
from moderation.platform.outbox import OutboxMessage
from tests.serving import Served, free_port

ADDRESS = "mina@reader.example"
NEW_ADDRESS = "mina@elsewhere.example"
CLERK = "clerk@courier.example"
PASSWORD, WRONG, NEW_PASSWORD = (
    "nineteen-quiet-herons",
    "eleven-loud-herons",
    "twenty-quiet-herons",
)
RELAY_PASSWORD = "the-relays-own-password"


@dataclass
class Browser:
    """A simulated browser with a real connection."""

    served: Served
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def ask(
        self, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> str:
        """Open a page or send a form, and return what is shown, an error or not."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.served.url + path, data, headers)
        keeper = urllib.request.HTTPCookieProcessor(self.jar)
        try:
            with urllib.request.build_opener(keeper).open(request) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def send(self, path: str, form: str | None = None, **fields: str) -> str:
        """Fill in the form of a page and send it."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(form or path))
        assert token is not None, path
        return self.ask(path, fields | {"csrf_token": token[1]})


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    relay = f"smtp://mailer:{RELAY_PASSWORD}@127.0.0.1:{free_port()}"
    settings = {"CEASEFIRE_ENV": "testing", "SMTP_URL": relay, "SECRET_KEY": "x" * 32}
    served = Served(tmp_path / "instance", settings, log=tmp_path / "log")
    served.flask("setup")
    served.start()
    yield served
    if served.process and served.process.poll() is None:
        served.kill()


@pytest.fixture
def stored(served: Served) -> Iterator[Database]:
    database = Database(f"sqlite:///{served.instance_path}/ceasefire.sqlite")
    yield database
    database.dispose()


def mailed(database: Database, link: str) -> str:
    """Return the path of the newest mailed link that begins with *link*."""
    with database.unit_of_work(write=False) as work:
        query = select(OutboxMessage.body).order_by(OutboxMessage.id)
        bodies = "\n".join(work.session.scalars(query))
    return re.findall(rf"{link}[\w-]+", bodies)[-1]  # type: ignore[no-any-return]


def a_day_in_the_life(served: Served, stored: Database) -> list[str]:
    """Do what people and programs do; return every secret that passed."""
    browser = Browser(served)
    browser.send(
        "/register", display_name="Mina", email=ADDRESS, password=PASSWORD, next="/"
    )
    seen = [cookie.value for cookie in browser.jar]
    browser.ask("/register/thanks")
    seen += [cookie.value for cookie in browser.jar]
    browser.ask("/register/thanks?next=/")
    verify = mailed(stored, "/verify/")
    browser.send(verify, answer="confirm")
    browser.ask(verify)
    seen += [cookie.value for cookie in browser.jar]
    browser.send(
        "/account/address",
        form="/account",
        email=NEW_ADDRESS,
        address_password=PASSWORD,
    )
    stranger = Browser(served)
    stranger.send("/login", email=ADDRESS, password=WRONG)
    stranger.send("/reset", email=ADDRESS)
    reset = mailed(stored, "/reset/")
    stranger.send(reset, password=NEW_PASSWORD)
    stranger.send("/login", email=ADDRESS, password=NEW_PASSWORD)
    seen += [cookie.value for cookie in stranger.jar]
    served.flask(
        "staff", "create", CLERK, "--name", "Ida Clerk", "--password", PASSWORD
    )
    key = served.flask(
        "key", "create", "cms", "--scope", "articles", "--owner", CLERK
    ).strip()
    for path in ("/api/v1/articles/x", f"/api/v1/articles/x?key={key}"):
        Browser(served).ask(path, Authorization=f"Bearer {key}")
        Browser(served).ask(path, {"a": "b"}, Authorization=f"Bearer {key}x")
    links = [
        verify,
        reset,
        *(mailed(stored, f"/address/{a}/") for a in ("confirm", "stop")),
    ]
    parts = [part for value in seen if value for part in value.split(".")]
    return [key, *parts, *(link.rpartition("/")[2] for link in links)]


def break_the_database(served: Served, stored: Database, link: str) -> None:
    """Have a link be opened whose table is gone, and a request that is no HTTP."""
    with stored.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mail_token RENAME TO gone"))
    Browser(served).ask(link)
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(f"GET {link} HTTP/9.9\r\n\r\n".encode())
        raw.recv(1000)


@pytest.mark.slow
def test_the_log_of_a_run_holds_no_password_token_key_or_address(
    served: Served, stored: Database
) -> None:
    secrets = a_day_in_the_life(served, stored)
    break_the_database(served, stored, mailed(stored, "/reset/"))

    served.stop()

    assert served.log
    log = served.log.read_text()
    assert "handoff.redeemed" in log, "what happened is told"
    assert "route=/reset/<token>" in log
    assert len(set(secrets)) >= 10
    long_enough = [each for each in secrets if len(each) >= 8]
    secrets = [*long_enough, PASSWORD, WRONG, NEW_PASSWORD, RELAY_PASSWORD]
    addresses = [ADDRESS, NEW_ADDRESS, CLERK]
    assert [each for each in (*secrets, *addresses) if each in log] == []
