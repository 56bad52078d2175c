"""Cleans what other systems allow in names, texts and times, and ours does not."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from auth.core.naming.names import LONGEST
from moderation.discussion.text import FORBIDDEN

UNNAMED = "Guest"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Earlier times stand for a missing one: year 1, or the start of 1970."""

_ADDRESS = re.compile(r"\s*@\S*\.\S+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?")


def cleaned_text(text: str) -> str:
    """Return *text* without characters that cannot be stored or that mislead."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return FORBIDDEN.sub("", text)


def cleaned_name(name: str) -> str:
    """Return a display name: one line, at most forty characters, no e-mail address."""
    name = unicodedata.normalize("NFC", cleaned_text(_ADDRESS.sub("", name)))
    name = " ".join(name.split())[:LONGEST].strip()
    return name if any(char.isalnum() for char in name) else UNNAMED


def time_of(text: str) -> datetime | None:
    """Return a time that is written in UTC; ``None`` if it cannot be read."""
    if not _TIME.fullmatch(text.strip()):
        return None
    try:
        found = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return None
    found = found.replace(tzinfo=UTC)
    return found if found >= EARLIEST else None


def offset_of(local: str, universal: str) -> timedelta | None:
    """Return how far a local time is ahead of the same time in UTC."""
    first, second = time_of(local), time_of(universal)
    return first - second if first and second else None
