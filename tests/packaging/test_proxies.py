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
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

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
        connection = self._connection(secure=secure)
        with closing(connection):
            connection.request("GET", path, headers={"Host": HOST} | (headers or {}))
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, answer.getheader("Location"), text)

    def _connection(self, *, secure: bool) -> HTTPConnection:
        if not secure:
            return HTTPConnection("127.0.0.1", self.plain_port)
        trusted = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        trusted.check_hostname = False  # The test asks by address.
        return HTTPSConnection("127.0.0.1", self.secure_port, context=trusted)


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
    ):
        assert servers.count(old) in (1, 2)
        servers = servers.replace(old, new)
    file = found.folder / "nginx.conf"
    file.write_text(AROUND.format(folder=found.folder, servers=servers))
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
