"""Every route of the application, requested by every kind of caller."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from auth.access import keys, sessions
from auth.access.declarations import PUBLIC, declared_access, wants_fresh
from auth.accounts import lookup
from auth.core.permissions import SCOPE_PERMISSIONS, Permission, Role
from auth.db.database import Database
from moderation import app as application
from tests import declared, newsroom
from tests.routes import path_of, routes, writing_routes

# What a visitor may send without an account, each with a throttle of its own.
OPEN_FORMS = {
    # Every call within it has a key of its own.
    "perspective.batch",
    # It checks a key of its own.
    "notifications_bounces.take",
    # The old address of a browser is the secret.
    "notifications_renewals.renew",
    "auth.login_submit",
    "auth.start_sign_on",
    "auth.choose_first_name",
    "auth_machines.end_by_provider",
    "auth.register_submit",
    "auth.ask_reset_submit",
    "auth.reset_submit",
    "auth.verify_submit",
    "auth.confirm_address_submit",
    "auth.stop_address_submit",
    "intake_reports.report",
    "compliance_notices.send",
    "compliance_notices.complain",
    "embed.intake_reports__report",
    # The key in its address is the secret.
    "notifications_stop.stop",
    "embed_deletion.delete",
    # They have no form: each says so of itself, and refuses other pages.
    "embed_login.add_article",
    "embed_login.begin",
    "embed_login.pair",
    "embed_login.redeem",
    "embed_login.sign_in",
}
NAMES = {Role.READER: "Rita", Role.MODERATOR: "Mona", Role.ADMIN: "Ada"}
STAFF = ("moderator", "admin")
PEOPLE = ("reader", *STAFF)
KEYS = ("articles", "analyze", "webhooks", "feeds", "queue", "verdicts", "readers")
EVERYBODY = ("anonymous", *PEOPLE, *(f"key:{scope}" for scope in KEYS))
WHO_ENTERS: dict[str, tuple[str, ...]] = {
    "public": EVERYBODY,
    "own_account": PEOPLE,
    "comment": PEOPLE,
    "review": STAFF,
    "see_figures": STAFF,
    "run_site": ("admin",),
    "run_newsroom": ("admin",),
    "put_article": ("admin", "key:articles"),
    "manage_webhooks": ("admin", "key:webhooks"),
    "read_site_feed": ("key:feeds",),
    "read_queue": ("key:queue",),
    "bring_verdicts": ("key:verdicts",),
    "answer_for_readers": ("key:readers",),
    "analyze": ("key:analyze",),
}
"""The holders of each permission. A new permission needs a line here."""

OWN = {"own_account"}
DESK = {"review"}
PLACES = {
    "/admin/": {"run_newsroom", "run_site", "see_figures"},
    "/figures": {"see_figures"},
    "/queue": DESK,
    "/staff/": DESK | {"see_figures"},
    # Passkeys are a second factor, which staff have.
    "/account/passkeys": DESK,
    "/account": OWN,
    "/following": OWN,
    # Frames show these pages as well, where everybody may only comment.
    "/my-": {"comment"},
    "/notifications": OWN,
    "/logout": OWN,
    "/follows": {"comment"},
    "/comments/": {"comment", "public"},
    "/embed": {"comment", "public"},
    "/count.js": {"public"},
    "/compat/": {"public"},
    "/assets/js/": {"public"},
    "/api/v1/authors/": DESK,
    "/api/v1/decisions/": DESK,
    "/api/v1/measure-appeals/": DESK,
    "/api/v1/own-": OWN,
    "/api/v1/queue": DESK,
    "/api/v1/sanction": DESK,
    "/api/v1/webhook": {"manage_webhooks"},
    "/api/v1/waiting-comments": {"read_queue"},
    "/api/v1/verdict": {"bring_verdicts"},
    "/api/v1/readers/": {"answer_for_readers"},
    "/feed.atom": {"read_site_feed"},
    "/api/v1/": OWN | {"comment", "public", "put_article"},
    "/v1alpha1/": {"analyze", "public"},
    "/comments:": {"analyze", "public"},
    "/articles/": {"comment", "public"},
    "/": {"public"},
}
"""Who may open the pages below a path. The first path that matches counts."""

EXCEPTIONS = {
    # A moderator may stop a thread that gets out of hand.
    "discussion_articles.open_or_close": {"review"},
    # Only an admin takes over what a colleague has.
    "queue_items.take_over": {"run_site"},
    # It acts for the person who is logged in.
    "auth.continue_in_window": {"own_account"},
    # It shows the form that the person sent before they logged in.
    "auth.resume_form": {"own_account"},
}
"""Routes with other access than their path says, each with the reason."""

CHECKED_WITHIN = {"perspective.batch": "analyze"}
"""What is public to the guard, checks a key by itself, and what that key needs."""

Headers = Callable[[str], dict[str, str]]


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Flask:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        for role in Role:
            newsroom.person(work.session, NAMES[role], now=work.now, role=role)
    config = application.testing_config(tmp_path)
    parts = application.Parts(database=sqlite_database)
    app = application.create_app(config, parts)
    # The form token is asked for before anything else; access is asked for here.
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def headers(sqlite_database: Database) -> Headers:
    """Return the headers of a request by somebody, with a new session."""

    def of(who: str) -> dict[str, str]:
        if who == "anonymous":
            return {}
        kind, _, scope = who.partition(":")
        name = NAMES[Role.ADMIN if scope else Role(kind)]
        with sqlite_database.unit_of_work(write=True) as work:
            person = lookup.find_verified(work.session, f"{name}@reader.example")
            assert person is not None
            if scope:
                token = keys.create(
                    work.session,
                    name=scope,
                    scopes=[scope],
                    account_id=person.id,
                    now=work.now,
                )
                return {"Authorization": f"Bearer {token}"}
            token = sessions.open_session(
                work.session,
                account_id=person.id,
                host="localhost",
                user_agent="",
                now=work.now,
                proved=True,
            )
        return {"Cookie": f"sid={token}"}

    return of


def test_every_endpoint_says_for_whom_it_is_open(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint in app.view_functions
        if endpoint != "static" and declared_access(app, endpoint) is None
    ]

    assert silent == []


def test_nothing_can_be_changed_without_an_account_but_by_the_named_forms(
    app: Flask,
) -> None:
    found = {
        rule.endpoint
        for rule, method in routes(app)
        if method != "GET" and declared_access(app, rule.endpoint) == PUBLIC
    }

    assert found == OPEN_FORMS


def test_the_path_of_an_endpoint_says_whom_it_may_be_open_to(app: Flask) -> None:
    wrong = []
    for rule, _ in routes(app):
        place = next(each for each in PLACES if rule.rule.startswith(each))
        if rule.endpoint == "static":
            continue
        declared_ = str(declared_access(app, rule.endpoint))
        if declared_ not in PLACES[place] | EXCEPTIONS.get(rule.endpoint, set()):
            wrong.append(f"{rule.rule} ({rule.endpoint}) is open to: {declared_}")

    assert wrong == []


WITHOUT_FRESH_PASSWORD = {
    # The upload was begun with a fresh password, and a large file takes its time.
    "exchange.add_part",
    # It changes nothing: it fetches what a saved provider publishes.
    "auth.check_provider",
}
"""Routes for admins that need no fresh password, each for its reason."""


def test_everything_that_changes_the_newsroom_asks_for_a_fresh_password(
    app: Flask,
) -> None:
    stale = {
        rule.endpoint
        for rule, _ in writing_routes(app)
        if rule.rule.startswith("/admin/")
        and declared_access(app, rule.endpoint)
        in {Permission.RUN_NEWSROOM, Permission.RUN_SITE}
        and not wants_fresh(app, rule.endpoint)
    }

    assert stale == WITHOUT_FRESH_PASSWORD


def test_every_kind_of_actor_and_every_permission_stands_in_the_table() -> None:
    actors = {"anonymous", *Role, *(f"key:{scope}" for scope in SCOPE_PERMISSIONS)}

    assert set(EVERYBODY) == {str(actor) for actor in actors}
    assert set(WHO_ENTERS) == {"public", *map(str, Permission)}


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_route_opens_to_those_whom_it_names_and_to_nobody_else(
    app: Flask, headers: Headers, who: str
) -> None:
    client = app.test_client(use_cookies=False)
    wrong = []
    entrances = declared.access() | CHECKED_WITHIN
    for rule, method in routes(app):
        needed = entrances.get(rule.endpoint, "public")
        is_open = who in WHO_ENTERS[needed]
        # What the script of a frame sends needs the origin, which browsers add.
        sent = headers(who) | {"Origin": "http://localhost"}
        answer = client.open(path_of(rule), method=method, headers=sent)
        to_login = (answer.location or "").startswith("/login?next=")
        is_refused = answer.status_code in (401, 403) or to_login
        if is_refused == is_open or answer.status_code == 405:
            wrong.append((method, rule.rule, answer.status_code))

    assert wrong == []


def test_an_endpoint_that_says_nothing_is_closed_to_an_admin(
    app: Flask, headers: Headers
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    answer = app.test_client().get("/forgotten", headers=headers("admin"))

    assert answer.status_code == 403
