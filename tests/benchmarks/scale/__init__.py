"""A newsroom with millions of comments on PostgreSQL, compared with a small one.

``CLUSTER=/folder COMMENTS=10_000_000 python -m tests.benchmarks scale`` fills a server
in the folder, if it does not hold so many comments yet, and measures. The next call
with the same folder only measures. Without ``CLUSTER`` all is deleted at the end.
``ONLY`` names one part: ``filling``, ``history``, ``work`` or ``workers``.
"""

from __future__ import annotations

import os

from tests.benchmarks.scale import cluster, filling, measuring, workers

PARTS = {
    "filling": lambda _: None,
    "history": measuring.compare_histories,
    "work": measuring.compare_work,
    "workers": workers.compare,
}


def main() -> None:
    """Fill the databases that are missing, and measure."""
    only = os.environ.get("ONLY")
    with cluster.running() as server:
        filling.fill(server)
        for name, measure in PARTS.items():
            if only in (None, name):
                measure(server)
