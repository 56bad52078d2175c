"""What a person does in the browser to log in at a provider."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy import select
from werkzeug.test import TestResponse

from auth.db.database import Database
from auth.sso.models import Identity
from tests.auth.forger import Forger
from tests.auth.visitor import Visitor

WAY = re.compile(r'<a class="button" href="([^"]+)"')


def go(
    visitor: Visitor, slug: str = "post", page: str = "/login", **fields: str
) -> str:
    """Press "Continue with …" and return where that leads."""
    answer = visitor.send(f"/sso/{slug}/start", page, **fields)
    return way_in(answer)


def way_in(answer: TestResponse) -> str:
    """Return the address of the provider on the page that leads there."""
    found = WAY.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def sent_with(way: str) -> dict[str, str]:
    """Return what the site tells the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}


def come_back(
    visitor: Visitor, forger: Forger, way: str, slug: str = "post", **changes: str
) -> TestResponse:
    """Return from the forger with a code."""
    sent = sent_with(way)
    forger.nonce = sent["nonce"]
    query = {"code": "any", "state": sent["state"]} | changes
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return visitor.get(f"/sso/{slug}/callback?{asked}")


def sign_on(visitor: Visitor, forger: Forger, name: str = "Ruth Calder") -> None:
    """Log in at the forger, and choose a name where that is asked."""
    answer = come_back(visitor, forger, go(visitor))
    if (answer.location or "").endswith("/sso/name"):
        visitor.send("/sso/name", display_name=name)
    assert visitor.is_logged_in()


def pass_honest_provider(way: str, subject: str) -> str:
    """Log in at the real provider as *subject*; return the path back to the site."""
    answer = requests.post(
        way, data={"sub": subject}, allow_redirects=False, timeout=10
    )
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def owner_of(database: Database, subject: str = "reader-1") -> int | None:
    with database.unit_of_work(write=False) as work:
        return work.session.scalar(
            select(Identity.account_id).where(Identity.subject == subject)
        )
