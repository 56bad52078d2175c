"""The proxy examples: nginx serves a real newsroom, and Caddy accepts its file."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.packaging.conftest import HOST
from tests.serving import ROOT, Served, free_port

EXAMPLES = ROOT / "docs" / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    f" -days 2 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
    " -keyout privkey.pem -out fullchain.pem"
)
AROUND = """
{user}
pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    location: str | None
    text: str
    headers: Message

    @property
    def cached(self) -> str:
        """What the cache did: ``HIT``, ``MISS``, ``BYPASS``."""
        return self.headers.get("X-Cache-Status", "")


@dataclass(frozen=True)
class Proxied:
    """A newsroom behind nginx."""

    folder: Path
    secure_port: int
    plain_port: int

    def get(
        self, path: str, *, secure: bool = True, headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask for *path* as a browser does that opens the site by its name."""
        return self.ask("GET", path, secure=secure, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        *,
        secure: bool = True,
        headers: dict[str, str] | None = None,
        body: str | None = None,
    ) -> Answer:
        """Send a request and return the answer."""
        connection = self._connection(secure=secure)
        given = {"Host": HOST} | (headers or {})
        with closing(connection):
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            text = answer.read().decode()
            location = answer.getheader("Location")
            return Answer(answer.status, location, text, answer.headers)

    def _connection(self, *, secure: bool) -> HTTPConnection:
        if not secure:
            return HTTPConnection("127.0.0.1", self.plain_port)
        trusted = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        trusted.check_hostname = False  # The test asks by address.
        return HTTPSConnection("127.0.0.1", self.secure_port, context=trusted)


@dataclass
class Reader:
    """A browser that keeps cookies."""

    proxied: Proxied
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Open *path*, or send a form to it."""
        headers = {
            "Cookie": "; ".join(f"{name}={each}" for name, each in self.cookies.items())
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{HOST}"
        answer = self.proxied.ask(
            "GET" if form is None else "POST",
            path,
            headers={name: each for name, each in headers.items() if each},
            body=None if form is None else urlencode(form),
        )
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if not morsel.value or morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def register(self, name: str) -> None:
        """Register, and open the page that thanks."""
        token = re.search(
            r'name="csrf_token" value="([^"]+)"', self.open("/register").text
        )
        assert token
        form = {
            "csrf_token": token[1],
            "display_name": name,
            "email": f"{name.lower()}@reader.example",
            "password": "correct horse battery staple",
            "accepts_rules": "1",
        }
        sent = self.open("/register", form)
        assert sent.status == 303, sent.text
        assert "Thank you for registering." in self.open("/register/thanks").text


@pytest.fixture(scope="module")
def proxied(
    served: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxied]:
    if NGINX is None:
        pytest.skip("nginx was not found")
    found = Proxied(tmp_path_factory.mktemp("nginx"), free_port(), free_port())
    subprocess.run(
        CERTIFICATE.split(), cwd=found.folder, check=True, capture_output=True
    )
    servers = (EXAMPLES / "nginx.conf").read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{found.plain_port};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{found.secure_port} ssl"),
        ("/etc/ssl/comments", str(found.folder)),
        ("http://127.0.0.1:8000", served.url),
        ("/var/cache/nginx/ceasefire", f"{found.folder}/cache"),
        # The names of our cookies in development.
        ("__Host-", "(sid|handoff|receipt|device|sso|window|form)="),
    ):
        assert servers.count(old) in (1, 2)
        servers = servers.replace(old, new)
    file = found.folder / "nginx.conf"
    # Otherwise its workers may not write into the folder of this test.
    user = "user root;" if os.geteuid() == 0 else ""
    around = AROUND.format(folder=found.folder, servers=servers, user=user)
    file.write_text(around)
    command = [NGINX, "-c", str(file), "-e", str(found.folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    subprocess.run(command, check=True)
    yield found
    subprocess.run([*command, "-s", "stop"], check=True)


def test_a_page_is_read_through_nginx(proxied: Proxied) -> None:
    answer = proxied.get("/login")

    assert answer.status == 200
    assert "<form" in answer.text


def test_nginx_sends_readers_to_https(proxied: Proxied) -> None:
    answer = proxied.get("/login?next=/", secure=False)

    assert answer.status == 301
    assert answer.location == f"https://{HOST}/login?next=/"


def test_a_client_cannot_say_through_nginx_where_the_site_stands(
    proxied: Proxied,
) -> None:
    answer = proxied.get(
        "/login",
        headers={
            "X-Forwarded-Prefix": "/elsewhere",
            "X-Forwarded-Host": "evil.example",
        },
    )

    assert answer.status == 200
    assert not re.search("elsewhere|evil", answer.text)


@pytest.fixture(scope="module")
def story(proxied: Proxied) -> str:
    """The address of an article."""
    found = re.search(r'href="(/articles/[^"#?]+)', proxied.get("/").text)
    assert found
    return found[1]


def test_a_page_is_shared_by_all_who_are_nobody(proxied: Proxied, story: str) -> None:
    answers = [proxied.get(story) for _ in range(3)]

    assert [each.cached for each in answers[1:]] == ["HIT", "HIT"]
    assert {each.text for each in answers} == {answers[0].text}


def test_the_state_is_shared_whatever_cookies_are_sent(
    proxied: Proxied, story: str
) -> None:
    state = story.replace("/articles/", "/live/a/")
    proxied.get(state)

    answer = proxied.get(state, headers={"Cookie": "sid=unknown"})

    assert answer.cached == "HIT"


def test_registering_and_refreshing_logs_in_though_the_page_is_cached(
    proxied: Proxied, story: str
) -> None:
    proxied.get(story)
    assert proxied.get(story).cached == "HIT"
    reader = Reader(proxied)
    reader.register("Ruth")

    redeemed = reader.open(story)
    page = reader.open(urlsplit(redeemed.location or "").path)

    assert (redeemed.status, redeemed.cached) == (303, "BYPASS")
    assert "<bdi>Ruth</bdi>" in page.text
    assert page.cached == "BYPASS"
    assert page.headers["Cache-Control"] == "private, no-store"
    for answer in (proxied.get(story), proxied.get(story)):
        assert "Ruth" not in answer.text


def test_caddy_takes_its_example(tmp_path: Path) -> None:
    caddy = Path(sys.executable).with_name("caddy")
    file = str(EXAMPLES / "Caddyfile")

    done = subprocess.run(
        [caddy, "validate", "--adapter", "caddyfile", "--config", file],
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Valid configuration" in done.stdout + done.stderr
