"""How a setting is declared, and the settings that are one of some words."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Any


class Environment(StrEnum):
    """The kind of installation. Production refuses what only development may do."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TESTING = "testing"


class LogFormat(StrEnum):
    """How events are written to the log."""

    TEXT = "text"
    JSON = "json"


class MissingAttributes(StrEnum):
    """What the Perspective-compatible API does with an attribute that it lacks."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave-out"


class OtherLanguages(StrEnum):
    """What the Perspective-compatible API does with a language it cannot read."""

    REFUSE = "refuse"
    SCORE = "score"


def setting(name: str, default: Any, help_text: str) -> Any:
    """Declare a setting: its variable, its default and its line in docs/settings.md."""
    return field(default=default, metadata={"name": name, "help": help_text})
