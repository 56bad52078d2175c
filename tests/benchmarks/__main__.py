"""``make bench``: runs every benchmark and prints one JSON object per line."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = (
    "attacks",
    "imports",
    "notifications",
    "pages",
    "perspective",
    "public_pages",
    "queue",
    "scorer",
    "search",
    "simulator",
    "verdicts",
)
"""The modules of this folder that measure. The others are helpers."""


def main() -> None:
    """Run the benchmarks that the command line names; without names, all of them."""
    wanted = set(sys.argv[1:])
    for name in BENCHMARKS:
        if not wanted or name in wanted:
            importlib.import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main()
