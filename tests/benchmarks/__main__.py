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

ON_REQUEST = ("scale",)
"""Those that take too long to run with the others."""


def main() -> None:
    """Run the benchmarks that the command line names; without names, all usual ones."""
    wanted = set(sys.argv[1:])
    for name in (*BENCHMARKS, *ON_REQUEST):
        if name in wanted or (not wanted and name in BENCHMARKS):
            importlib.import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main()
