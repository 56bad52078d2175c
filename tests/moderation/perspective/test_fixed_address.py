"""An unmodified client with a fixed address, through the proxy in the guide."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.moderation.perspective.conftest import Perspective
from tests.serving import ROOT, free_port

GUIDE = (ROOT / "docs" / "moving-from-perspective.md").read_text()
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx was not found")

# The guide has the name resolved by /etc/hosts, which a test must leave alone.
ASKING = """
import socket, sys
NAME, HERE = "commentanalyzer.googleapis.com", ("127.0.0.1", int(sys.argv[1]))
resolve, connect = socket.getaddrinfo, socket.socket.connect
socket.getaddrinfo = lambda host, *more, **named: resolve(
    HERE[0] if host == NAME else host, *more, **named)
socket.socket.connect = lambda self, address: connect(
    self, HERE if address[0] in (NAME, HERE[0]) else address)
from begentle import CommentAnalyzer
print(CommentAnalyzer(sys.argv[2]).analyze(sys.argv[3]))
"""
AROUND = """
pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {server}
}}
"""


@dataclass(frozen=True)
class Proxied:
    """The API behind the guide's proxy, and a valid key."""

    folder: Path
    port: int
    key: str

    def ask(
        self, text: str, *, trusts: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Have the client score *text*; the answer is its process."""
        trust = {"HTTPLIB2_CA_CERTS": str(self.folder / "ca.pem")} if trusts else {}
        return subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                ASKING,
                str(self.port),
                self.key,
                text,
            ],
            env=os.environ | trust,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )


def block(language: str) -> str:
    """Return the one block of the guide in *language*, without its indentation."""
    [found] = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return re.sub(r"^   ", "", found, flags=re.MULTILINE)


def configuration(folder: Path, url: str, port: int) -> str:
    """Return the guide's configuration for other ports and another folder."""
    server = block("nginx")
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/ceasefire", str(folder)),
        ("http://127.0.0.1:8000", url),
    ):
        assert old in server
        server = server.replace(old, new)
    return AROUND.format(folder=folder, server=server)


@pytest.fixture(scope="module")
def proxied(
    perspective: Perspective, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxied]:
    """The API behind TLS, as in the guide."""
    folder, port = tmp_path_factory.mktemp("proxied"), free_port()
    subprocess.run(
        ["bash", "-euc", block("sh")], cwd=folder, check=True, capture_output=True
    )
    (folder / "nginx.conf").write_text(configuration(folder, perspective.url, port))
    files = ("-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"))
    nginx = [NGINX or "", *files]
    subprocess.run(nginx, check=True)
    yield Proxied(folder, port, perspective.key)
    subprocess.run([*nginx, "-s", "stop"], check=True)


def test_a_client_with_a_fixed_address_is_answered(proxied: Proxied) -> None:
    asked = proxied.ask("you idiot")

    assert asked.stdout == "0.7\n", asked.stderr


def test_a_client_that_was_not_told_to_trust_the_proxy_refuses_it(
    proxied: Proxied,
) -> None:
    asked = proxied.ask("you idiot", trusts=False)

    assert asked.returncode == 1
    assert "CERTIFICATE_VERIFY_FAILED" in asked.stderr
