"""Shows errors in settings as messages of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from moderation.platform.errors import SettingError


@contextmanager
def settings_explained() -> Iterator[None]:
    """End the command with a message instead of a traceback if a setting is refused.

    :raises ClickException: for a :class:`SettingError`.
    """
    try:
        yield
    except SettingError as refusal:
        raise click.ClickException(f"Ceasefire does not start: {refusal}") from refusal
