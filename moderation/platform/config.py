"""The table of settings, which is read from the environment once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moderation.platform.settings.kinds import (
    Environment,
    LogFormat,
    MissingAttributes,
    OtherLanguages,
    setting,
)

__all__ = [
    "DATABASE_ENCRYPTED",
    "DATABASE_PLAIN",
    "LOOPBACK",
    "SMTP_PLAIN",
    "SMTP_VERIFIED",
    "Config",
    "Environment",
    "LogFormat",
    "MissingAttributes",
    "OtherLanguages",
]

LOOPBACK = "127.0.0.1"
"""The address that `serve` listens on unless `HOST` sets another."""


SMTP_VERIFIED, SMTP_PLAIN = "required", "off"
DATABASE_ENCRYPTED, DATABASE_PLAIN = "required", "off"


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings. A test checks that docs/settings.md lists the same ones."""

    environment: Environment = setting(
        "CEASEFIRE_ENV",
        Environment.PRODUCTION,
        "`production`, `development` (set by `make run`) or `testing`",
    )
    instance_path: Path = setting(
        "CEASEFIRE_INSTANCE",
        Path("instance"),
        "folder of the database file, the prepared classifier and the demo sign-ins",
    )
    database_url: str = setting(
        "DATABASE_URL",
        "",
        "SQLAlchemy URL; empty: the file `ceasefire.sqlite` in the instance folder",
    )
    database_tls: str = setting(
        "DATABASE_TLS",
        DATABASE_ENCRYPTED,
        "`required`: in production a PostgreSQL on another machine needs"
        " `sslmode=require` or stricter in `DATABASE_URL`; `off`: the network to it is"
        " private",
    )
    secret_key: str = setting(
        "SECRET_KEY",
        "",
        "signs the form token; production refuses to start without 32 characters",
    )
    second_factor_keys: str = setting(
        "SECOND_FACTOR_KEYS",
        "",
        "secrets that seal the TOTP secrets and those of identity providers, the newest"
        " first, with commas between; empty: derived from `SECRET_KEY`",
    )
    base_url: str = setting(
        "BASE_URL",
        f"http://{LOOPBACK}:8000",
        "origin that links in mail point to, on `PORT` if left out;"
        " https in production",
    )
    host: str = setting(
        "HOST",
        LOOPBACK,
        "IP address that `serve` listens on; `0.0.0.0` (all of IPv4) in a container",
    )
    port: int = setting("PORT", 8000, "port that `serve` listens on")
    classifier: str = setting(
        "CLASSIFIER",
        "bundled",
        "`bundled`, a published Detoxify model, the path of an own checkpoint, or"
        " `fixed` (testing only)",
    )
    classifier_sha256: str = setting(
        "CLASSIFIER_SHA256", "", "full digest of an own checkpoint; required for one"
    )
    classifier_folder: str = setting(
        "CLASSIFIER_FOLDER",
        "",
        "folder of prepared classifiers; empty: `classifier` in the instance folder",
    )
    shadow_classifier: str = setting(
        "SHADOW_CLASSIFIER",
        "",
        "a second classifier that scores beside the one in force and decides nothing,"
        " named as for `CLASSIFIER`; empty: none",
    )
    shadow_classifier_sha256: str = setting(
        "SHADOW_CLASSIFIER_SHA256",
        "",
        "full digest of it, for an own checkpoint",
    )
    erasure_ledger: str = setting(
        "ERASURE_LEDGER",
        "",
        "folder of the ledger of erasures, on another disk than the database and shared"
        " by all machines; empty: `erasures` in the instance folder",
    )
    keep_notices_days: int = setting(
        "KEEP_NOTICES_DAYS",
        400,
        "days after its decision that a notice keeps its sender and its words; at"
        " least 183",
    )
    keep_mail_days: int = setting(
        "KEEP_MAIL_DAYS", 30, "days that a sent mail, or one that failed, is stored"
    )
    keep_notifications_days: int = setting(
        "KEEP_NOTIFICATIONS_DAYS", 365, "days that a reader's notification is stored"
    )
    keep_audit_log_days: int = setting(
        "KEEP_AUDIT_LOG_DAYS", 1_825, "days that an entry of the audit log is stored"
    )
    comment_max_characters: int = setting(
        "COMMENT_MAX_CHARACTERS", 10_000, "longest comment that is taken"
    )
    comments_a_minute: int = setting(
        "COMMENTS_A_MINUTE", 6, "comments that one reader may post within a minute"
    )
    trusted_proxy_hops: int = setting(
        "TRUSTED_PROXY_HOPS",
        0,
        "how many proxies in front are trusted with the client's network address",
    )
    smtp_url: str = setting(
        "SMTP_URL",
        "",
        "`smtp://user:password@host:587`, `smtps://…`; empty in development: mail is "
        "shown on the outbox page",
    )
    smtp_tls: str = setting(
        "SMTP_TLS",
        SMTP_VERIFIED,
        "`required`: mail leaves over TLS to a relay whose certificate is verified;"
        " `off`: in the clear, to a relay on the same machine",
    )
    mail_from: str = setting(
        "MAIL_FROM", "comments@localhost", "sender of the newsroom's mail"
    )
    metrics_token: str = setting(
        "METRICS_TOKEN",
        "",
        "token with which Prometheus may read `/metrics`; empty: there is no such page",
    )
    metrics_port: int = setting(
        "METRICS_PORT",
        0,
        "port on 127.0.0.1 where `serve` or `worker` answers Prometheus; 0: none",
    )
    log_format: LogFormat = setting(
        "LOG_FORMAT",
        LogFormat.TEXT,
        "`text` (`key=value`) or `json`: one object a line",
    )
    webhook_networks: str = setting(
        "WEBHOOK_NETWORKS",
        "",
        "networks of the newsroom's own that webhooks may be sent to although they are"
        " private, such as `10.1.0.0/16`, with commas between; http is allowed there",
    )
    webhook_proxy: str = setting(
        "WEBHOOK_PROXY",
        "",
        "`host:port` of an HTTP proxy through which webhooks leave; empty: directly",
    )
    mail_bounces: str = setting(
        "MAIL_BOUNCES", "", "address that undelivered mail comes back to; empty: none"
    )
    bounce_key: str = setting(
        "BOUNCE_KEY", "", "key with which a relay calls `/mail/bounces`; empty: closed"
    )
    push_hosts: str = setting(
        "PUSH_HOSTS",
        "fcm.googleapis.com .push.services.mozilla.com .push.apple.com"
        " .notify.windows.com",
        "push services that are called; a leading dot stands for all below it",
    )
    staff_alert_hours: int = setting(
        "STAFF_ALERT_HOURS", 24, "hours that anything may wait for staff; 0: any time"
    )
    staff_alert_mail: str = setting(
        "STAFF_ALERT_MAIL", "", "addresses of mail to staff; empty: every admin's"
    )
    worker_poll_seconds: float = setting(
        "WORKER_POLL_SECONDS", 2.0, "longest a waiting comment goes unseen"
    )
    perspective_only: bool = setting(
        "PERSPECTIVE_ONLY",
        False,
        "whether `serve` offers the Perspective-compatible API alone, with the file"
        " `perspective.sqlite` of its own (set by `make run-perspective`)",
    )
    perspective_scale: str = setting(
        "PERSPECTIVE_SCALE",
        "perspective",
        "scale of the Perspective-compatible API: `perspective` (of the real API's 2018"
        " models) or `raw` (the classifier's own)",
    )
    perspective_missing_attributes: MissingAttributes = setting(
        "PERSPECTIVE_MISSING_ATTRIBUTES",
        MissingAttributes.REFUSE,
        "what it does with an attribute that the model does not have: `refuse` it with"
        " Google's error, or `leave-out` with a warning header",
    )
    perspective_other_languages: OtherLanguages = setting(
        "PERSPECTIVE_OTHER_LANGUAGES",
        OtherLanguages.REFUSE,
        "what it does with a text that is not in a language of the model, where the"
        " call names none: `refuse` it with Google's error, or `score` it with a"
        " warning header",
    )
    perspective_origins: str = setting(
        "PERSPECTIVE_ORIGINS",
        "",
        "origins whose pages may call it from a browser, with spaces between; `*`: any",
    )
    perspective_calls_a_minute: int = setting(
        "PERSPECTIVE_CALLS_A_MINUTE", 3_000, "calls to it that a key may make a minute"
    )
    demo_history: bool = setting(
        "DEMO_HISTORY",
        True,
        "whether the demo newsroom gets 800 older comments (development only)",
    )

    newspaper_port: int = setting(
        "NEWSPAPER_PORT",
        0,
        "port of a demo newspaper that embeds the discussions; 0: none (development"
        " only; `make run` sets `PORT` plus one)",
    )

    @property
    def is_production(self) -> bool:
        """Whether the strict rules of production hold."""
        return self.environment is Environment.PRODUCTION

    @property
    def address(self) -> str:
        """The origin that `serve` itself listens on."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def prepared_path(self) -> Path:
        """The folder of prepared classifiers, or its default."""
        return Path(self.classifier_folder or self.instance_path / "classifier")

    @property
    def ledger_path(self) -> Path:
        """The folder of the ledger of erasures, or its default."""
        return Path(self.erasure_ledger or self.instance_path / "erasures")

    @property
    def database(self) -> str:
        """The URL of the database, or its default."""
        name = "perspective" if self.perspective_only else "ceasefire"
        path = self.instance_path.absolute() / f"{name}.sqlite"
        return self.database_url or f"sqlite:///{path}"
