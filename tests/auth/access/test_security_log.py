"""Events on which an operator may have to act are logged by documented names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from auth.access.security_log import ALARMING, TABLE, SecurityEvent
from auth.core.permissions import Role
from tests.calling import Caller, Newsroom

DOCUMENT = Path(__file__).parents[3] / "docs" / "security-log.md"
ROW = re.compile(r"^\| `(security\.\w+)` \| (info|warning) \|", re.MULTILINE)
PASSWORD = {"email": "nobody@reader.example", "password": "eleven-loud-herons"}


def log_in_wrongly(newsroom: Newsroom) -> None:
    form_of(newsroom.visitor(), "/login", "/login", **PASSWORD)


def try_too_often(newsroom: Newsroom) -> None:
    for _ in range(12):
        form_of(newsroom.visitor(), "/login", "/login", **PASSWORD)


def send_a_form_without_its_token(newsroom: Newsroom) -> None:
    newsroom.visitor().client.post("/login", data=PASSWORD)


def send_a_form_from_elsewhere(newsroom: Newsroom) -> None:
    reader, _ = newsroom.person("Ada")
    token = {"csrf_token": reader.headers["X-CSRFToken"]}
    headers = {"Origin": "https://evil.example"}
    reader.client.post("/logout", data=token, headers=headers)


def log_in_wrongly_with_a_false_key(newsroom: Newsroom) -> None:
    visitor = newsroom.visitor()
    visitor.client.environ_base["HTTP_AUTHORIZATION"] = "Bearer cfk_none"
    form_of(visitor, "/login", "/login", **PASSWORD)


def call_with_a_false_key(newsroom: Newsroom) -> None:
    Caller(newsroom.app, Authorization="Bearer cfk_none").get("/articles/truce")


def open_the_admins_page(newsroom: Newsroom) -> None:
    reader, _ = newsroom.person("Ada")
    reader.client.get("/admin/staff")


def prove_wrongly(newsroom: Newsroom) -> None:
    reader, _ = newsroom.person("Ada")
    reader.send("/account/prove", password="eleven-loud-herons")


def log_out(newsroom: Newsroom) -> None:
    reader, _ = newsroom.person("Ada")
    reader.send("/logout")


def make_a_key(newsroom: Newsroom) -> None:
    admin, _ = newsroom.person("Ada", Role.ADMIN)
    admin.send("/admin/keys", name="cms", scopes="articles")


def form_of(caller: Caller, page: str, path: str, **fields: str) -> None:
    """Open a page and send its form."""
    text = caller.client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token
    caller.client.post(path, data=fields | {"csrf_token": token[1]})


ACTS: list[tuple[Callable[[Newsroom], None], SecurityEvent, str]] = [
    (log_in_wrongly, SecurityEvent.LOGIN_FAILED, "/login"),
    (log_in_wrongly_with_a_false_key, SecurityEvent.LOGIN_FAILED, "/login"),
    (try_too_often, SecurityEvent.THROTTLED, "/login"),
    (send_a_form_without_its_token, SecurityEvent.FORM_REFUSED, "/login"),
    (send_a_form_from_elsewhere, SecurityEvent.CROSS_SITE_REFUSED, "/logout"),
    (call_with_a_false_key, SecurityEvent.KEY_REFUSED, "/api/v1/articles/<key>"),
    (open_the_admins_page, SecurityEvent.ACCESS_DENIED, "/admin/staff"),
    (prove_wrongly, SecurityEvent.PROOF_FAILED, "/account/prove"),
    (log_out, SecurityEvent.LOGGED_OUT, "/logout"),
    (make_a_key, SecurityEvent.KEY_CREATED, "/admin/keys"),
]


def events(log: str) -> list[str]:
    return [line for line in log.splitlines() if "event=security." in line]


@pytest.fixture
def guarded(called: Newsroom) -> Newsroom:
    """The newsroom with its check of form tokens."""
    called.app.config["WTF_CSRF_ENABLED"] = True
    return called


@pytest.mark.parametrize(
    ("act", "event", "route"), ACTS, ids=[act.__name__ for act, _, _ in ACTS]
)
def test_an_act_is_logged_with_its_route_and_its_network_address(
    guarded: Newsroom,
    act: Callable[[Newsroom], None],
    event: SecurityEvent,
    route: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    act(guarded)

    [*_, line] = events(capsys.readouterr().err)
    level = "warning" if event in ALARMING else "info"
    assert f"level={level} event={event} network_address=127.0.0.1 " in line
    assert f"route={route} " in line
    assert "actor_id=" in line
    assert "herons" not in line


def test_the_log_names_an_account_by_its_number(
    guarded: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, actor = guarded.person("Ada")
    reader.send("/logout")

    [line] = events(capsys.readouterr().err)
    assert f"actor_id={actor.account_id} " in line


def test_every_route_that_changes_an_account_says_what_is_logged(
    called: Newsroom,
) -> None:
    changing = {
        rule.endpoint
        for rule in called.app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ("auth", "auth_machines", "privacy")
        and rule.methods
        and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    }

    assert set(TABLE) == changing


def test_every_event_is_documented_with_its_level() -> None:
    documented = dict(ROW.findall(DOCUMENT.read_text()))

    assert documented == {
        event.value: "warning" if event in ALARMING else "info"
        for event in SecurityEvent
    }


def test_the_documented_filter_finds_the_address_of_a_failed_log_in(
    guarded: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    [pattern] = re.findall(r"^failregex = (.+)$", DOCUMENT.read_text(), re.MULTILINE)
    failed = re.compile(pattern.replace("<HOST>", r"(?P<host>\S+)"))
    log_in_wrongly(guarded)
    log_out(guarded)

    lines = capsys.readouterr().err.splitlines()

    assert [found["host"] for line in lines if (found := failed.search(line))] == [
        "127.0.0.1"
    ]
