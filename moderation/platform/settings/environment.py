"""Reads the settings from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from moderation.platform.config import LOOPBACK, Config
from moderation.platform.errors import SettingError


def from_environment(environ: Mapping[str, str]) -> Config:
    """Read the settings from *environ*; an empty variable counts as unset.

    Without a `BASE_URL`, links in mail use `PORT`.

    :raises SettingError: if a setting has an invalid value.
    """
    given: dict[str, Any] = {}
    for each in fields(Config):
        text = environ.get(each.metadata["name"], "")
        if text:
            given[each.name] = _parse(each.metadata["name"], text, each.default)
    if "port" in given and "base_url" not in given:
        given["base_url"] = f"http://{LOOPBACK}:{given['port']}"
    return Config(**given)


def _parse(name: str, text: str, default: Any) -> Any:
    kind = type(default)
    if kind is bool:
        return text.lower() in ("1", "true", "yes", "on")
    try:
        if isinstance(default, Path):
            return Path(text)
        return kind(text)
    except ValueError as error:
        if issubclass(kind, StrEnum):
            raise SettingError(f"{name} is one of: {', '.join(kind)}.") from error
        raise SettingError(f"{name}={text!r} is not a {kind.__name__}") from error
