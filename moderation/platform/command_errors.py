"""How commands tell an operator what a setting or the machine does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from moderation.platform.errors import SettingError


@contextmanager
def settings_explained() -> Iterator[None]:
    """End the command with the reason, not a traceback, where a setting is refused.

    :raises ClickException: for a :class:`SettingError`.
    """
    try:
        yield
    except SettingError as refusal:
        raise click.ClickException(f"Ceasefire does not start: {refusal}") from refusal
