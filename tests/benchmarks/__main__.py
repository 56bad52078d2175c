"""``make bench``: runs every benchmark and prints one JSON object a line."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import tests.benchmarks

NOT_BENCHMARKS = {"__main__", "arithmetic", "measuring", "filling"}


def main() -> None:
    """Run the benchmarks that the command line names, else all."""
    wanted = set(sys.argv[1:])
    for module in pkgutil.iter_modules([str(Path(tests.benchmarks.__path__[0]))]):
        if module.name in NOT_BENCHMARKS or (wanted and module.name not in wanted):
            continue
        importlib.import_module(f"tests.benchmarks.{module.name}").main()


main()
