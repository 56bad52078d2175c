"""Takes pictures of every page of the demo newsroom: ``make pictures``.

Each GET route is opened as a visitor, a reader, a moderator and an admin, in light and
dark, 360 and 1,280 pixels wide; ``reader-ar`` is a reader of the Arabic pages, which
run from right to left. The pictures are in ``.pictures/``, with an ``index.html`` for
each kind of caller. The exit status is 1 if a page scrolls sideways, logs an error in
the console, or fails.
"""

from __future__ import annotations

import html
import shutil
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, Response, sync_playwright
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from auth.core.models import Site
from auth.db.database import Database
from tests.browser.chromium import ARGUMENTS, HEADLESS
from tests.browser.people import ARTICLE, sign_in
from tests.declared import declaring_app
from tests.routes import routes
from tests.serving import Served

FOLDER = Path(".pictures")
CALLERS = ("visitor", "reader", "moderator", "admin", "reader-ar")
WIDTHS, SCHEMES = (360, 1280), ("light", "dark")
TALLEST = 3_000
"""A picture shows at most so many pixels from the top of a page."""
FRAME = f"/embed{ARTICLE}"
PATIENCE_MS = 120_000
"""A machine that does other work beside this may answer late."""
NO_PICTURE = ("/static/", "/api/v1/", "/v1alpha1/", "/live/")


@dataclass
class Walk:
    """The pages of one caller: what waits, what was seen, and what is wrong."""

    address: MapAdapter
    language: str = ""
    waiting: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    pictured: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def add(self, path: str) -> None:
        """Queue *path*, unless a page of its route was queued before."""
        endpoint = endpoint_of(self.address, path)
        if endpoint and endpoint not in self.seen and not path.startswith(NO_PICTURE):
            self.seen.add(endpoint)
            self.waiting.append(self._in_language(path))

    def _in_language(self, path: str) -> str:
        if not self.language or "lang=" in path:
            return path
        return f"{path}{'&' if '?' in path else '?'}lang={self.language}"

    def name_of(self, url: str, status: int) -> str:
        """Return the name of a page's pictures; empty if they were taken before.

        One picture of each error page is enough, and one of the log-in page.
        """
        name = endpoint_of(self.address, url) if status < 400 else f"error-{status}"
        if name in self.pictured:
            return ""
        self.pictured.add(name)
        return name


def endpoint_of(address: MapAdapter, path: str) -> str:
    """Return the endpoint of a path; empty if it has none."""
    try:
        endpoint, _ = address.match(urlsplit(path).path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def starts(app: Flask) -> list[str]:
    """Return the paths of all GET routes without parameters, and of the frame."""
    plain = [
        rule.rule
        for rule, method in routes(app)
        if method == "GET" and not rule.arguments
    ]
    return [*plain, ARTICLE, FRAME]


def links_of(page: Page) -> list[str]:
    """Return the paths of this server that the page links to."""
    links = page.locator("a[href]").evaluate_all("all => all.map(each => each.href)")
    own = urlsplit(page.url).netloc
    return [
        f"{parts.path}?{parts.query}" if parts.query else parts.path
        for parts in map(urlsplit, links)
        if parts.netloc == own
    ]


def is_page(answer: Response) -> bool:
    """Whether a browser shows the answer as a page."""
    return "text/html" in answer.headers.get("content-type", "")


def take(page: Page, name: str, folder: Path) -> list[str]:
    """Take the pictures of the open page; return what is wrong with it."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # A literal.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.screenshot(
                path=folder / f"{name}-{scheme}-{width}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
            )
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if excess > 0:
            wrong.append(f"{page.url}: {excess} px too wide at {width} px")
    return wrong


def walk(page: Page, app: Flask, folder: Path, language: str) -> Walk:
    """Take pictures of one page of each route that the caller may open."""
    found = Walk(app.url_map.bind("localhost"), language)
    page.on(
        "console",
        lambda said: (
            found.problems.append(f"{page.url}: {said.text}")
            if said.type == "error" and "status of 4" not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: found.problems.append(f"{page.url}: {error}"))
    for path in starts(app):
        found.add(path)
    while found.waiting:
        path = found.waiting.popleft()
        try:
            answer = page.goto(path)
        except Exception as error:  # noqa: BLE001  A download is no page; others are told.
            if "Download is starting" not in str(error):
                found.problems.append(f"{path}: {error}")
            continue
        if answer is None:
            continue
        if answer.status >= 500:
            found.problems.append(f"{path}: {answer.status}")
        name = found.name_of(page.url, answer.status) if is_page(answer) else ""
        if name:
            found.problems += take(page, name, folder)
            for link in links_of(page):
                found.add(link)
    return found


def write_index(folder: Path) -> None:
    """Write a page that shows all pictures of a caller side by side."""
    pages = sorted({each.name.rsplit("-", 2)[0] for each in folder.glob("*.png")})
    views = [f"{scheme}-{width}" for width in WIDTHS for scheme in SCHEMES]
    rows = "".join(
        f"<h2>{html.escape(name)}</h2><p>"
        + "".join(f'<img loading="lazy" src="{name}-{view}.png">' for view in views)
        for name in pages
    )
    style = "img{height:500px;border:1px solid;margin:4px;vertical-align:top}"
    (folder / "index.html").write_text(f"<!doctype html><style>{style}</style>{rows}")


def walk_as(caller: str, browser: Browser, served: Served) -> Walk:
    """Walk as a visitor, or as the demo's account with that role, in a language."""
    role, _, language = caller.partition("-")
    if language:
        offer(served, language)
    folder = FOLDER / caller
    folder.mkdir(parents=True)
    context = browser.new_context(base_url=served.url)
    context.set_default_navigation_timeout(PATIENCE_MS)
    page = context.new_page()
    if role != "visitor":
        sign_in(page, served.instance_path, role)
    found = walk(page, declaring_app(), folder, language)
    context.close()
    write_index(folder)
    return found


def offer(served: Served, language: str) -> None:
    """Let the readers of the demo read its pages in another language too."""
    database = Database(f"sqlite:///{served.instance_path}/ceasefire.sqlite")
    with database.unit_of_work(write=True) as work:
        for site in work.session.scalars(select(Site)):
            site.languages = ["en", language]
    database.dispose()


def main(callers: list[str]) -> int:
    """Take the pictures; return the exit status."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    problems: list[str] = []
    with TemporaryDirectory() as instance, sync_playwright() as started:
        served = Served(Path(instance), settings={"DEMO_HISTORY": "yes"})
        served.flask("setup")
        try:
            served.start()
        except TimeoutError:
            served.wait_until_it_answers()
        browser = started.chromium.launch(executable_path=HEADLESS, args=ARGUMENTS)
        try:
            for caller in callers or CALLERS:
                found = walk_as(caller, browser, served)
                pictures = len(list((FOLDER / caller).glob("*.png")))
                print(
                    f"{caller}: {pictures} pictures in {FOLDER / caller}/", flush=True
                )
                problems += [f"{caller}: {each}" for each in found.problems]
        finally:
            browser.close()
            served.stop()
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
