"""Settings that make no sense or are unsafe are refused, each by name."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.platform.config import Config, Environment
from moderation.platform.errors import SettingError
from moderation.running.migrate import upgrade
from moderation.running.safety import refusal_of
from tests.calling import founded

RANDOM = "uCmhgVmDkKWOCBDhxQVfPUCMZlyCWiSY"
SAFE: dict[str, Any] = {
    "secret_key": RANDOM,
    "base_url": "https://comments.example.org",
    "smtp_url": "smtp://user:password@mail.example.org:587",
    "mail_from": "comments@example.org",
}
AWAY = "postgresql://me@db.example.org/name"


def refused(**changes: Any) -> str:
    refusal = refusal_of(Config(**(SAFE | changes)))
    return str(refusal) if refusal else ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"secret_key": "a" * 64}, "SECRET_KEY"),
        ({"secret_key": "secret" * 8}, "SECRET_KEY"),
        ({"second_factor_keys": f"{RANDOM},short"}, "SECOND_FACTOR_KEYS"),
        ({"base_url": "http://comments.example.org"}, "BASE_URL"),
        ({"base_url": "https://"}, "BASE_URL"),
        ({"base_url": "https://example.org/comments"}, "BASE_URL"),
        ({"base_url": "https://me:pw@example.org"}, "BASE_URL"),
        ({"base_url": "https://example.org:port"}, "BASE_URL"),
        ({"smtp_url": ""}, "SMTP_URL"),
        ({"smtp_url": "garbage"}, "SMTP_URL"),
        ({"smtp_url": "http://mail.example.org"}, "SMTP_URL"),
        ({"smtp_url": "smtp://mail.example.org:many"}, "SMTP_URL"),
        ({"smtp_tls": "off"}, "SMTP_TLS"),
        ({"smtp_tls": "perhaps"}, "SMTP_TLS"),
        ({"mail_from": "a@b.example\r\nBcc: c@d.example"}, "MAIL_FROM"),
        ({"mail_from": "nobody"}, "MAIL_FROM"),
        ({"classifier": "fixed"}, "CLASSIFIER"),
        ({"shadow_classifier": "fixed"}, "SHADOW_CLASSIFIER"),
        ({"database_url": AWAY}, "DATABASE_URL"),
        ({"database_url": f"{AWAY}?sslmode=disable"}, "DATABASE_URL"),
        ({"database_url": f"{AWAY}?sslmode=allow"}, "DATABASE_URL"),
        ({"database_url": f"{AWAY}?sslmode=prefer"}, "DATABASE_URL"),
        ({"database_url": "postgresql:///name?host=db.example"}, "DATABASE_URL"),
        ({"database_url": "postgresql:///name?hostaddr=192.0.2.1"}, "DATABASE_URL"),
        (
            {"database_url": "postgresql:///name?host=localhost:1&host=db.example:1"},
            "DATABASE_URL",
        ),
        ({"database_url": "postgresql://me@[2001:db8::1]/name"}, "DATABASE_URL"),
        ({"database_tls": "perhaps"}, "DATABASE_TLS"),
        (
            {"database_url": "postgresql:///name?host=db.example&sslmode=disable"},
            "DATABASE_URL",
        ),
        ({"secret_key": "abcdefghij" * 4}, "SECRET_KEY"),
        ({"database_url": "garbage"}, "DATABASE_URL"),
        ({"database_url": "mysql://me@localhost/name"}, "DATABASE_URL"),
        ({"trusted_proxy_hops": -1}, "TRUSTED_PROXY_HOPS"),
        ({"host": "comments.example.org"}, "HOST"),
        ({"host": "127.0.0.1:8000"}, "HOST"),
        ({"port": 0}, "PORT"),
        ({"port": 70_000}, "PORT"),
        ({"comment_max_characters": 0}, "COMMENT_MAX_CHARACTERS"),
        ({"comments_a_minute": -6}, "COMMENTS_A_MINUTE"),
        ({"worker_poll_seconds": 0.0}, "WORKER_POLL_SECONDS"),
        ({"perspective_calls_a_minute": 0}, "PERSPECTIVE_CALLS_A_MINUTE"),
        ({"perspective_scale": "loud"}, "PERSPECTIVE_SCALE"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(
    changes: dict[str, Any], named: str
) -> None:
    assert named in refused(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"base_url": "https://comments.example.org:8443/"},
        {"smtp_url": "smtps://mail.example.org"},
        {"smtp_url": "smtp://localhost:25", "smtp_tls": "off"},
        {"database_url": f"{AWAY}?sslmode=verify-full"},
        {"database_url": f"{AWAY}?sslmode=require"},
        {"database_url": AWAY, "database_tls": "off"},
        {"database_url": "postgresql://me@[::1]:5432/name"},
        {"database_url": "postgresql:///name?host=localhost:5432"},
        {"host": "0.0.0.0"},  # noqa: S104  What a container needs.
        {"host": "::1"},
        {"database_url": "postgresql:///name?host=/run/postgresql&sslmode=disable"},
        {"database_url": "postgresql://me@localhost/name?sslmode=disable"},
        {"perspective_only": True, "secret_key": "", "smtp_url": ""},
    ],
)
def test_production_starts_where_nothing_is_unsafe(changes: dict[str, Any]) -> None:
    assert refused(**changes) == ""


@pytest.mark.parametrize(
    ("variables", "url", "is_refused"),
    [
        ({"PGHOST": "db.example"}, "postgresql:///name", True),
        ({"PGHOST": "db.example"}, "postgresql://localhost/name", False),
        ({"PGSSLMODE": "verify-full"}, AWAY, False),
        ({"PGSSLMODE": "verify-full"}, f"{AWAY}?sslmode=prefer", True),
    ],
)
def test_what_a_database_url_leaves_out_is_read_where_libpq_reads_it(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    url: str,
    *,
    is_refused: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert ("DATABASE_URL" in refused(database_url=url)) == is_refused


def test_every_bad_setting_is_named_at_once() -> None:
    said = refused(secret_key="", smtp_url="", classifier="fixed")

    assert all(each in said for each in ("SECRET_KEY", "SMTP_URL", "CLASSIFIER"))


def test_a_server_does_not_start_with_unsafe_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        create_app(Config(instance_path=tmp_path))


@pytest.mark.parametrize(
    "command", ["setup", "serve", "worker", "doctor", "purge", "staff", "key"]
)
def test_a_command_that_uses_the_site_asks_for_its_settings(
    tmp_path: Path, command: str
) -> None:
    app = create_app(Config(instance_path=tmp_path), for_commands=True)

    done = app.test_cli_runner().invoke(args=[command])

    assert done.exit_code == 1
    assert "SECRET_KEY needs at least 32" in done.output


def test_scoring_texts_asks_for_no_settings_of_the_site(tmp_path: Path) -> None:
    config = Config(instance_path=tmp_path, classifier="fixed")
    app = create_app(config, for_commands=True)

    done = app.test_cli_runner().invoke(args=["score"], input="A text\n")

    assert done.exit_code == 0, done.output
    assert '"toxicity"' in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [(Environment.PRODUCTION, "max-age=31536000"), (Environment.TESTING, None)],
)
def test_browsers_are_told_to_come_by_https_alone(
    sqlite_database: Database,
    tmp_path: Path,
    environment: Environment,
    said: str | None,
) -> None:
    config = Config(environment=environment, instance_path=tmp_path, **SAFE)
    newsroom = founded(create_app(config, Parts(sqlite_database)), sqlite_database)

    for path in ("/login", "/nothing", "/static/css/base.css", "/api/v1/nothing"):
        with newsroom.visitor().client.get(path) as answer:
            headers = answer.headers
        assert headers.get("Strict-Transport-Security") == said


@pytest.mark.parametrize("exists", [False, True])
def test_nobody_else_reads_the_database(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "ceasefire.sqlite"
    if exists:
        path.touch(mode=0o644)
    database = Database(f"sqlite:///{path}")

    upgrade(database)

    with database.unit_of_work(write=False):
        files = sorted(tmp_path.glob("ceasefire.sqlite*"))
        modes = {stat.S_IMODE(each.stat().st_mode) for each in files}
    database.dispose()
    assert modes == {0o600}
