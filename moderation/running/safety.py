"""Refuses settings that make no sense, and in production those that are unsafe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, urlsplit

from psycopg.pq import Conninfo
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from moderation.compliance.notices.rules import COMPLAINT_OPEN
from moderation.perspective.calibrating import SCALES
from moderation.platform.config import (
    DATABASE_ENCRYPTED,
    DATABASE_PLAIN,
    SMTP_PLAIN,
    SMTP_VERIFIED,
    Config,
)
from moderation.platform.errors import SettingError

SECRET_CHARACTERS = 32
DIFFERENT_CHARACTERS = 10
"""A random secret of 32 hexadecimal digits has fewer about once in five thousand."""

MOST_PROXIES = 10
LEAST_NOTICE_DAYS = COMPLAINT_OPEN.days
LARGEST_PORT = 65_535
LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class SafetyRule(NamedTuple):
    """A rule for settings, and the message for an operator who breaks it."""

    holds: Callable[[Config], bool]
    sentence: str


ALWAYS: tuple[SafetyRule, ...] = (
    SafetyRule(
        lambda config: _is_database(config.database),
        "DATABASE_URL must be an SQLAlchemy URL of PostgreSQL or SQLite, as in"
        " postgresql://user:password@host/name.",
    ),
    SafetyRule(
        lambda config: config.perspective_scale in SCALES,
        f"PERSPECTIVE_SCALE is one of: {', '.join(SCALES)}.",
    ),
    SafetyRule(
        lambda config: config.database_tls in (DATABASE_ENCRYPTED, DATABASE_PLAIN),
        f"DATABASE_TLS is {DATABASE_ENCRYPTED} or {DATABASE_PLAIN}.",
    ),
    SafetyRule(
        lambda config: config.smtp_tls in (SMTP_VERIFIED, SMTP_PLAIN),
        f"SMTP_TLS is {SMTP_VERIFIED} or {SMTP_PLAIN}.",
    ),
    SafetyRule(
        lambda config: ADDRESS.fullmatch(config.mail_from) is not None,
        "MAIL_FROM must be one e-mail address and nothing else.",
    ),
    SafetyRule(
        lambda config: 0 <= config.trusted_proxy_hops <= MOST_PROXIES,
        f"TRUSTED_PROXY_HOPS is a number from 0 to {MOST_PROXIES}.",
    ),
    SafetyRule(
        lambda config: _is_address(config.host),
        "HOST is one IP address: 127.0.0.1, 0.0.0.0 for all of IPv4, :: for all.",
    ),
    SafetyRule(
        lambda config: 0 < config.port <= LARGEST_PORT,
        f"PORT is a number from 1 to {LARGEST_PORT}.",
    ),
    SafetyRule(
        lambda config: config.comment_max_characters > 0,
        "COMMENT_MAX_CHARACTERS must be more than 0.",
    ),
    SafetyRule(
        lambda config: config.comments_a_minute > 0,
        "COMMENTS_A_MINUTE must be more than 0.",
    ),
    SafetyRule(
        lambda config: config.perspective_calls_a_minute > 0,
        "PERSPECTIVE_CALLS_A_MINUTE must be more than 0.",
    ),
    SafetyRule(
        lambda config: config.keep_notices_days >= LEAST_NOTICE_DAYS,
        f"KEEP_NOTICES_DAYS must be {LEAST_NOTICE_DAYS} or more: for so long a notifier"
        " may complain.",
    ),
    SafetyRule(
        lambda config: (
            min(
                config.keep_mail_days,
                config.keep_notifications_days,
                config.keep_audit_log_days,
            )
            > 0
        ),
        "KEEP_MAIL_DAYS, KEEP_NOTIFICATIONS_DAYS and KEEP_AUDIT_LOG_DAYS must be more"
        " than 0.",
    ),
    SafetyRule(
        lambda config: config.worker_poll_seconds > 0,
        "WORKER_POLL_SECONDS must be more than 0.",
    ),
)

IN_PRODUCTION: tuple[SafetyRule, ...] = (
    SafetyRule(
        lambda config: "fixed" not in (config.classifier, config.shadow_classifier),
        "CLASSIFIER=fixed scores by a few words and is for tests alone. Please choose"
        " another in production, for SHADOW_CLASSIFIER too.",
    ),
    SafetyRule(
        lambda config: (
            config.database_tls == DATABASE_PLAIN
            or not _may_cross_in_the_clear(config.database_url)
        ),
        "DATABASE_URL names another machine and does not insist on TLS. Please add"
        " ?sslmode=verify-full, or at least sslmode=require; or, if the network to it"
        f" is private, set DATABASE_TLS={DATABASE_PLAIN}.",
    ),
)

OF_A_NEWSROOM: tuple[SafetyRule, ...] = (
    SafetyRule(
        lambda config: is_random(config.secret_key),
        f"SECRET_KEY needs at least {SECRET_CHARACTERS} random characters in"
        " production. This makes one:"
        " python3 -c 'import secrets; print(secrets.token_urlsafe())'",
    ),
    SafetyRule(
        lambda config: all(map(is_random, _keys(config))),
        f"SECOND_FACTOR_KEYS need at least {SECRET_CHARACTERS} random characters each.",
    ),
    SafetyRule(
        lambda config: _is_origin(config.base_url),
        "BASE_URL must be https:// and a host, with a port if need be and nothing else,"
        " as in https://comments.example.org.",
    ),
    SafetyRule(
        lambda config: _is_relay(config.smtp_url),
        "SMTP_URL must name a mail relay in production, as in"
        " smtp://user:password@mail.example.org:587 or smtps://mail.example.org.",
    ),
    SafetyRule(
        lambda config: (
            config.smtp_tls == SMTP_VERIFIED or _host(config.smtp_url) in LOCAL
        ),
        "SMTP_TLS=off sends mail in the clear: only to a relay on the same machine.",
    ),
)
"""The rules of production. The Perspective-compatible API alone is exempt, because it
has no accounts, pages or mail."""


def refusal_of(config: Config) -> SettingError | None:
    """Return an error with a sentence for each broken rule, or ``None``."""
    sentences = list(_broken(config))
    return SettingError(" ".join(sentences)) if sentences else None


def is_random(secret: str) -> bool:
    """Whether *secret* is long enough and not a repetition of a few characters."""
    is_long = len(secret) >= SECRET_CHARACTERS
    is_repeated = (secret * 2).find(secret, 1) < len(secret)
    return is_long and not is_repeated and len(set(secret)) >= DIFFERENT_CHARACTERS


def _broken(config: Config) -> Iterator[str]:
    rules = ALWAYS
    if config.is_production:
        rules += IN_PRODUCTION
        rules += () if config.perspective_only else OF_A_NEWSROOM
    return (sentence for holds, sentence in rules if not holds(config))


def _keys(config: Config) -> Iterator[str]:
    keys = (each.strip() for each in config.second_factor_keys.split(","))
    return filter(None, keys)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host(url: str) -> str:
    parts = _parts(url)
    return (parts.hostname or "") if parts else ""


def _is_origin(url: str) -> bool:
    parts = _parts(url.rstrip("/"))
    if parts is None or parts.scheme != "https" or not parts.hostname:
        return False
    return not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)


def _is_relay(url: str) -> bool:
    parts = _parts(url)
    return bool(parts and parts.scheme in ("smtp", "smtps") and parts.hostname)


def _is_database(url: str) -> bool:
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError:
        return False
    return kind in ("postgres", "postgresql", "sqlite")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _may_cross_in_the_clear(url: str) -> bool:
    parts = _parts(url)
    if parts is None or not parts.scheme.startswith("postgres"):
        return False
    # What the URL leaves out, libpq takes from PGHOST, PGSSLMODE and so on.
    given = _libpq_defaults()
    if parts.hostname:
        given["host"] = parts.hostname
    for name, values in parse_qs(parts.query).items():
        given[name] = ",".join(values)
    hosts = ",".join(given.get(name, "") for name in ("host", "hostaddr")).split(",")
    return any(map(_is_away, hosts)) and given.get("sslmode") not in ENCRYPTED


def _is_away(host: str) -> bool:
    """Whether a host of a database URL, perhaps with a port, is another machine."""
    if host.startswith("/"):
        return False  # A path is a socket on this machine.
    name = host if host.count(":") > 1 else host.partition(":")[0]
    return name not in LOCAL


def _libpq_defaults() -> dict[str, str]:
    return {
        option.keyword.decode(): option.val.decode()
        for option in Conninfo.get_defaults()
        if option.val
    }
