"""Two sites over TLS, and a browser that keeps their storage apart as people's do."""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import playwright
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, Response, request
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Page,
    Playwright,
    expect,
)
from sqlalchemy import update
from werkzeug.serving import WSGIRequestHandler, make_server

from auth.core.models import Site
from auth.db.database import Database
from moderation import app as application
from moderation.platform.config import Environment
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.people import PASSWORD
from tests.calling import Newsroom, founded
from tests.serving import free_port

PARTITIONING = "ThirdPartyStoragePartitioning"
NAMES = ("comments.test", "news.test", "comments.news.test", "evil.test")

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on"
    " the site to be automatically logged in."
)

STORY = """<!doctype html><html lang="en"><title>A truce</title>
<h1>A truce</h1><div style="height:{above}px"></div>
<ceasefire-comments {attributes}><a href="{home}/articles/truce">Comments</a>
</ceasefire-comments><script src="{home}/embed.js" defer></script>
<script>
  window.heard = [];
  for (const type of ["count", "signed-in"])
    addEventListener("ceasefire:" + type, (e) => heard.push([type, e.detail]));
</script>"""


class Silent(WSGIRequestHandler):
    """Answers without a log."""

    def log(self, *_: Any) -> None:
        """Write nothing."""


@dataclass
class Stage:
    """A newsroom and newspapers, each on an origin of its own."""

    newsroom: Newsroom
    port: int
    paper_port: int
    pages: dict[str, str] = field(default_factory=dict)
    """Further pages of the newspapers, by their paths."""

    @property
    def home(self) -> str:
        """The origin of the comments."""
        return f"https://comments.test:{self.port}"

    @property
    def paper(self) -> str:
        """The origin of the newspaper."""
        return f"https://news.test:{self.paper_port}"

    @property
    def evil(self) -> str:
        """The origin of a page that may embed nothing."""
        return f"https://evil.test:{self.paper_port}"

    def allow(self, *origins: str) -> None:
        """Let pages of *origins* embed the site."""
        with self.newsroom.database.unit_of_work(write=True) as work:
            work.session.execute(update(Site).values(allowed_origins=list(origins)))


@contextmanager
def staged(database: Database, folder: Path) -> Iterator[Stage]:
    """Serve the newsroom and the newspapers over TLS."""
    port, paper_port = free_port(), free_port()
    config = application.testing_config(
        folder,
        environment=Environment.PRODUCTION,
        secret_key="not secret: for tests alone, and long enough",
        base_url=f"https://comments.test:{port}",
        smtp_url="smtp://localhost:25",
        smtp_tls="off",
        classifier="bundled",
        comments_a_minute=1_000,
    )
    app = application.create_app(config, application.Parts(database))
    stage = Stage(founded(app, database), port, paper_port)
    stage.allow(stage.paper)
    context = certified(folder)
    with served(app, port, context), served(papers(stage), paper_port, context):
        yield stage


@contextmanager
def served(app: Flask, port: int, context: ssl.SSLContext) -> Iterator[None]:
    """Serve *app* over TLS from threads."""
    server = make_server(
        "127.0.0.1",
        port,
        app,
        threaded=True,
        ssl_context=context,
        request_handler=Silent,
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.block_on_close = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def papers(stage: Stage) -> Flask:
    """Return the newspapers: one application for all of their origins."""
    app = Flask("papers")

    @app.get("/favicon.ico")
    def no_icon() -> Response:
        return Response(status=204)

    @app.get("/truce")
    def story() -> Response:
        looks = request.args.get("looks", "")
        page = Response(
            STORY.format(
                home=stage.home.replace(
                    "comments.test", request.args.get("host", "comments.test")
                ),
                attributes=f'article="truce" {looks}',
                above=request.args.get("above", "0"),
            ),
            mimetype="text/html",
        )
        if "coop" in request.args:
            page.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return page

    @app.get("/<path:path>")
    def page(path: str) -> str:
        return stage.pages[path]

    @app.get("/frame")
    def frame() -> str:
        return f'<!doctype html><iframe src="{request.args["of"]}"></iframe>'

    return app


@cache
def private_key() -> ec.EllipticCurvePrivateKey:
    """Return the key of the certificate of this run."""
    return ec.generate_private_key(ec.SECP256R1())


def public_digest() -> str:
    """Return the digest of the key by which a browser knows the certificate."""
    public = private_key().public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    told = public.public_bytes(serialization.Encoding.DER, form)
    return base64.b64encode(hashlib.sha256(told).digest()).decode()


def certified(folder: Path) -> ssl.SSLContext:
    """Return TLS settings with a certificate for all of the names."""
    key = private_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(each) for each in NAMES]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "test.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def partitioning_browser(driver: Playwright) -> Browser:
    """Start Chromium with storage partitioning, which its driver switches off."""
    features = driver_disables()
    assert PARTITIONING in features
    kept = ",".join(each for each in features if each != PARTITIONING)
    return driver.chromium.launch(
        executable_path=CHROMIUM,
        ignore_default_args=[f"--disable-features={','.join(features)}"],
        args=[
            *ARGUMENTS,
            f"--disable-features={kept}",
            f"--enable-features={PARTITIONING}",
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            "--test-third-party-cookie-phaseout",
            # Ignoring the error of each connection makes Chromium begin a request anew
            # each time, and give up on some of them under load.
            f"--ignore-certificate-errors-spki-list={public_digest()}",
        ],
    )


def driver_disables() -> list[str]:
    """Return the features of Chromium that its driver switches off, in its order."""
    folder = Path(playwright.__file__).parent / "driver" / "package" / "lib"
    text = (folder / "coreBundle.js").read_text()
    found = re.search(r"disabledFeatures = \[(.*?)\]\.filter", text, re.DOTALL)
    assert found
    lines = [line.strip() for line in found[1].splitlines()]
    return [line.strip('",') for line in lines if line.startswith('"')]


def story(context: BrowserContext, stage: Stage, query: str = "") -> Page:
    """Open the newspaper's story, and wait until its frame works."""
    page = context.new_page()
    page.goto(f"{stage.paper}/truce{query}")
    page.wait_for_function("heard.length")
    return page


def frame_of(page: Page) -> FrameLocator:
    """Return the frame with the discussion."""
    return page.frame_locator("ceasefire-comments iframe")


def window_of(page: Page, link: str) -> Page:
    """Choose *link* in the frame, and return the window that it opens."""
    with page.expect_popup() as opened:
        frame_of(page).get_by_role("link", name=link, exact=True).click()
    window = opened.value
    window.wait_for_url("**pair=**")
    return window


def register(window: Page, name: str) -> None:
    """Fill in and send the form of registration."""
    window.get_by_label("Name").fill(name)
    window.get_by_label("E-mail address").fill(f"{name.lower()}@reader.example")
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("main").get_by_role("button", name="Register").click()
    expect(window.get_by_text(SENTENCE)).to_be_visible()
