"""A form that is sent unchanged, or a call with few fields, changes nothing else.

Every page for staff is opened, and every form on it with fields is sent unchanged. What
a form does not show must stay as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from auth.core.permissions import Role
from auth.db.base import Base
from moderation.discussion.models import Article
from moderation.discussion.services import article_authors
from tests.calling import Caller, Newsroom
from tests.forms import Form, forms_in
from tests.routes import routes

FULL: dict[str, Any] = {
    "url": "https://courier.example/truce",
    "headline": "A truce holds",
    "section": "World",
    "standfirst": "A quiet night.",
    "body_html": "<p>The guns are silent.</p>",
    "language": "en-GB",
    "subjects": ["medtop:20000056"],
    "tags": ["the war"],
    "profile_key": "conflict",
    "version_created": "2026-11-01T10:00:00+00:00",
    "published_at": "2026-11-01T09:00:00+00:00",
    "is_open": False,
    "is_withdrawn": True,
    "view_count": 7,
    "closing_days": 30,
    "authors": ["Ada"],
}
"""Every field of an article, all with values other than the defaults."""

NAMED = {"key": ("truce", "conflict"), "slug": ("ann",), "token": ("x",)}
BOOKKEEPING = {"audit_entry", "login_session", "throttle"}
"""Tables that say who did what and how often."""
COUNTED_UP = {"site": "version", "article": "version"}
"""Columns that grow with every change that readers see, so that caches notice it."""


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    """An admin of a newsroom with a comment that waits."""
    caller, actor = called.person("Ada", Role.ADMIN)
    called.comment(actor, "A comment", waits=True)
    return caller


@pytest.fixture
def cms(called: Newsroom, admin: Caller) -> Caller:
    """A publisher's system, which has said everything of its article."""
    assert admin
    caller = called.key("articles")
    answer = caller.call("PUT", "/articles/truce", json=FULL)
    assert answer.status_code == 200
    return caller


def addresses(rule: Rule) -> Iterator[str]:
    """Yield paths that *rule* matches, of things that may exist."""
    names = rule.arguments
    for value in next((NAMED[name] for name in names if name in NAMED), ("1",)):
        path = rule.rule
        for name in names:
            given = value if name in NAMED else "1"
            path = path.replace(f"<{name}>", given).replace(f"<int:{name}>", given)
        yield path


def forms_of(admin: Caller, called: Newsroom) -> Iterator[tuple[str, Form]]:
    """Yield every form with fields to fill in, each with its page."""
    for rule, method in routes(called.app):
        if method != "GET" or rule.rule.startswith(("/api", "/static", "/v1", "/$")):
            continue
        for page in addresses(rule):
            answer = admin.client.get(page)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                for form in forms_in(answer.get_data(as_text=True)):
                    if form.typed and form.method.lower() == "post":
                        yield page, form


def stored(called: Newsroom) -> dict[str, dict[Any, Any]]:
    """Return every row of every table but those of the bookkeeping, by its key."""
    with called.database.engine.connect() as connection:
        return {
            table.name: {
                tuple(row[column.name] for column in table.primary_key): {
                    name: value
                    for name, value in row.items()
                    if name != COUNTED_UP.get(table.name)
                }
                for row in connection.execute(select(table)).mappings()
            }
            for table in Base.metadata.sorted_tables
            if table.name not in BOOKKEEPING
        }


def test_a_form_that_is_sent_as_it_stands_changes_nothing_that_was_there(
    called: Newsroom, admin: Caller, cms: Caller
) -> None:
    assert cms
    sent = set()
    for page, form in list(forms_of(admin, called)):
        before = stored(called)
        action = form.action or page

        admin.client.post(action, data=form.filled())

        after = stored(called)
        for name, rows in before.items():
            for key, row in rows.items():
                assert after[name].get(key) == row, (page, action, name)
        sent.add(action)
    assert {"/admin/articles/truce", "/admin/site"} <= sent


@pytest.mark.parametrize("name", sorted(FULL.keys() - {"headline"}))
def test_a_field_of_an_article_that_is_not_sent_stays(
    called: Newsroom, cms: Caller, name: str
) -> None:

    def kept() -> Any:
        column = {"is_open": "closed_at"}.get(name, name)
        with called.database.unit_of_work(write=False) as work:
            article = work.session.scalars(select(Article)).one()
            if name == "authors":
                return article_authors.names_of(work.session, article.id)
            return getattr(article, column)

    before = kept()
    body = {field: value for field, value in FULL.items() if field == "headline"}
    if name != "url":
        body["url"] = FULL["url"]

    answer = cms.call("PUT", "/articles/truce", json=body)

    assert answer.status_code == 200
    assert kept() == before


def test_every_put_and_patch_that_may_leave_something_out_is_known_here(
    called: Newsroom,
) -> None:
    document = called.visitor().get("/openapi.json").json
    shapes = document["components"]["schemas"]
    partial = set()
    for item in document["paths"].values():
        for method in {"put", "patch"} & item.keys():
            body = item[method].get("requestBody", {"content": {}})["content"]
            found = str(body.get("application/json", {}))
            for name, shape in shapes.items():
                optional = set(shape.get("properties", ())) - {
                    *shape.get("required", ())
                }
                if f"/schemas/{name}'" in found and name != "Ninjs" and optional:
                    partial.add((item[method]["operationId"], name))
    assert partial <= {
        ("put_article", "ArticleBody"),
        ("answer_sanction_appeal", "AnswerBody"),
    }
    assert set(shapes["ArticleBody"]["properties"]) == set(FULL)
