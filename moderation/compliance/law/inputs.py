"""The input of the law page, a frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChangeLaw:
    """Say whether a site has readers in the United Kingdom."""

    serves_uk: bool
