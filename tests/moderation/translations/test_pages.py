"""Every page is read in a language that nobody speaks: what is not in it was forgotten.

The demo newsroom is walked from link to link, by a reader, a moderator and an admin.
What people wrote stands in ``<bdi>`` or under ``dir="auto"`` and is left out. Titles,
options, attributes and the sentences of statements hold no markup: there, words of the
newsroom's own data count as written by people.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import String, Text, select
from werkzeug.exceptions import HTTPException

from auth.access import sessions
from auth.core.models import Account, RoleGrant, Site
from auth.core.permissions import Role
from auth.db.base import Base
from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from moderation.demo import founding
from moderation.event_table import open_database
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom, pseudo
from tests.calling import Caller

WORD = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"\{\w+\}|%\(\w+\)[sd]|&\w+;")
SHOWN = ("alt", "aria-label", "content", "data-label", "placeholder")
OWN = {"bdi", "code", "script", "style", "textarea"}
NO_MARKUP = {"title", "option", "dd"}
VOID = {"input", "meta", "link", "br", "img", "hr", "wbr"}
NAMES = {"UTC", "API", "CSV", "QR", "Ceasefire", "JSON", "OpenAPI"}
ENGLISH = {"web_documentation.read_api", "auth.site_page", "static"}
"""In English: the API's documentation, and pages with the site's own texts."""

PER_ENDPOINT = 2
MOST_PAGES = 120


@dataclass
class Forgotten(HTMLParser):
    """Collects the words of a page that are plain English, and the page's links."""

    known: set[str]
    found: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        # A choice of languages names each one in that language itself.
        is_named = tag == "option" and "lang" in given
        is_own = is_named or tag in OWN or given.get("dir") == "auto"
        if tag not in VOID:
            self.open.append((tag, is_own or given.get("translate") == "no"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        for text in json.loads(given.get("data-texts", "{}")).values():
            self._look(text, f"{tag}[data-texts]", set())
        for name in SHOWN:
            is_text = name != "content" or given.get("name") == "description"
            if name in given and is_text:
                self._look(given[name], f"{tag}[{name}]", self.known)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if any(is_own for _, is_own in self.open):
            return
        tag = self.open[-1][0] if self.open else ""
        self._look(data, tag, self.known if tag in NO_MARKUP else set())

    def _look(self, text: str, where: str, known: set[str]) -> None:
        words = set(WORD.findall(PLACE.sub(" ", text))) - NAMES
        if any(not is_known(each.lower(), known) for each in words):
            self.found.append(f"{where}: {' '.join(text.split())}")


def is_known(word: str, known: set[str]) -> bool:
    """Whether *word* is known, or the beginning of a word that was cut."""
    return word in known or any(each.startswith(word) for each in known)


@pytest.fixture(scope="module")
def demo(
    template_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A small demo newsroom."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(template_file, folder / "demo.sqlite")
    database = open_database(f"sqlite:///{folder / 'demo.sqlite'}")
    with database.unit_of_work(write=True) as work:
        site_id = newsroom.ensure_newsroom(work.session, now=work.now).id
    founding.create_demo(
        database,
        FixedScorer,
        site_id=site_id,
        instance_path=folder,
        older_comments=10,
        report=lambda _line: None,
    )
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def app(demo: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo's application, in the language that nobody speaks."""
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write(folder)
    made = create_app(config_for_tests(folder), Parts(demo, FixedScorer()))
    with pseudo.speaking(made, folder):
        yield made


@pytest.fixture(scope="module")
def known(demo: Database) -> set[str]:
    """The words that the newsroom's data hold."""
    words: set[str] = set()
    with demo.unit_of_work(write=False) as work:
        for table in Base.metadata.sorted_tables:
            texts = [
                each for each in table.columns if isinstance(each.type, String | Text)
            ]
            for row in work.session.execute(select(*texts)) if texts else ():
                for text in row:
                    words.update(WORD.findall(str(text).lower()))
    return words


def caller(app: Flask, demo: Database, role: Role | None) -> Caller:
    """Return somebody with *role*, who is logged in; a visitor if it is ``None``."""
    found = Caller(app)
    if role is None:
        return found
    with demo.unit_of_work(write=True) as work:
        granted = select(RoleGrant.account_id).where(RoleGrant.role == role)
        plain = Account.id.not_in(select(RoleGrant.account_id))
        account_id = work.session.scalars(
            granted if role is not Role.READER else select(Account.id).where(plain)
        ).first()
        assert account_id is not None
        host = work.session.scalars(select(Site.host)).first()
        token = sessions.open_session(
            work.session,
            account_id=account_id,
            host=host or "localhost",
            user_agent="test",
            now=work.now,
            proved=True,
        )
    found.client.set_cookie("sid", token)
    return found


def endpoint_of(app: Flask, path: str) -> str | None:
    try:
        return str(app.url_map.bind("localhost").match(path, method="GET")[0])
    except HTTPException:
        return None


def walk(app: Flask, who: Caller, known: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each page that links lead to, with what it leaves in English."""
    queue, seen, visits = deque(["/"]), {"/"}, Counter[str]()
    while queue and sum(visits.values()) < MOST_PAGES:
        path = queue.popleft()
        endpoint = endpoint_of(app, urlsplit(path).path)
        if endpoint in ENGLISH or endpoint is None or visits[endpoint] >= PER_ENDPOINT:
            continue
        visits[endpoint] += 1
        answer = who.client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = Forgotten(known)
        page.feed(answer.text)
        yield path, page.found
        for link in page.links:
            target = urljoin(f"http://localhost{path}", link).partition("#")[0]
            local = target.removeprefix("http://localhost")
            if local.startswith("/") and local not in seen:
                seen.add(local)
                queue.append(local)


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")
def test_no_page_leaves_a_text_in_english(
    app: Flask, demo: Database, known: set[str], role: Role | None
) -> None:
    pages = dict(walk(app, caller(app, demo, role), known))

    assert {path: found for path, found in pages.items() if found} == {}
    assert len(pages) > 3
