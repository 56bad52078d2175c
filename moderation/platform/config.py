"""The table of settings, which is read from the environment once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moderation.platform.settings.classifier_settings import ClassifierSettings
from moderation.platform.settings.kinds import (
    Environment,
    LogFormat,
    MissingAttributes,
    OtherLanguages,
    setting,
)
from moderation.platform.settings.perspective_settings import PerspectiveSettings
from moderation.platform.settings.retention_settings import RetentionSettings
from moderation.platform.settings.sending_settings import (
    SMTP_PLAIN,
    SMTP_VERIFIED,
    SendingSettings,
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

DATABASE_ENCRYPTED, DATABASE_PLAIN = "required", "off"


@dataclass(frozen=True, kw_only=True)
class Config(
    PerspectiveSettings, SendingSettings, RetentionSettings, ClassifierSettings
):
    """All settings: those of the server below, and those of the groups.

    A test checks that docs/settings.md lists the same ones.
    """

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
    form_seconds: int = setting(
        "FORM_SECONDS", 2, "least seconds in which a person fills in an open form"
    )
    worker_poll_seconds: float = setting(
        "WORKER_POLL_SECONDS", 2.0, "longest a waiting comment goes unseen"
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
    def languages_read(self) -> frozenset[str]:
        """The languages that an own checkpoint reads; empty: those of its name."""
        codes = self.classifier_languages.replace(",", " ").split()
        return frozenset(code.lower() for code in codes)

    @property
    def models_path(self) -> Path:
        """The folder of the newsroom's own checkpoints, by digest."""
        return self.instance_path / "models"

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
