"""Switches tracing on where the environment names a collector."""

from __future__ import annotations

import os
from collections.abc import Mapping

import structlog
from flask import Flask

from auth.db.database import Database
from moderation.platform.config import Config

log = structlog.get_logger()

COLLECTORS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether OpenTelemetry's own variables ask for traces."""
    is_off = (
        environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
        or environment.get("OTEL_TRACES_EXPORTER") == "none"
    )
    return not is_off and any(environment.get(each) for each in COLLECTORS)


def setup(app: Flask, database: Database, config: Config) -> None:
    """Trace the requests of *app*, if the environment asks for it.

    Call it before anything that may answer a request is set up, and after the log. A
    missing library is logged and ignored: platforms set these variables for everything
    that they run.
    """
    if not is_wanted(os.environ):
        return
    try:
        # The libraries are those of the extra `telemetry`.
        from moderation.running.tracing import spans  # noqa: PLC0415
    except ModuleNotFoundError as error:
        log.warning("tracing.not_installed", library=error.name, extra="telemetry")
        return
    spans.trace(
        app,
        database.engine,
        spans.to_collector,
        believes_callers=config.trusted_proxy_hops > 0,
    )
