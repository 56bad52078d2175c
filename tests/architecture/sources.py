"""The source files that the house's rules are about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def sources() -> Iterator[Path]:
    """Yield the modules of the product."""
    for package in ("auth", "moderation"):
        yield from sorted((ROOT / package).rglob("*.py"))
