"""Serves the same comments with Isso, if its command is installed.

Isso is no dependency of ours. ``BENCH_ISSO`` names its command; without it, ``isso`` is
looked for. To install it apart: ``python -m venv isso && isso/bin/pip install isso``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.benchmarks.filling import TEXT
from tests.serving import free_port

COMMAND = os.environ.get("BENCH_ISSO", "isso")
SHOWN = "/?uri=/hot&limit=20"
"""As many comments as a page of ours shows."""

SETTINGS = """
[general]
dbpath = {folder}/isso.sqlite
host = http://127.0.0.1
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""


def is_installed() -> bool:
    """Whether there is an Isso to compare with."""
    return shutil.which(COMMAND) is not None


@contextmanager
def serving(folder: Path, comments: int) -> Iterator[int]:
    """Serve an article with *comments* by Isso; yield the port."""
    port = free_port()
    settings = folder / "isso.cfg"
    settings.write_text(SETTINGS.format(folder=folder, port=port))
    with (folder / "isso.log").open("w") as log:
        process = subprocess.Popen(
            [COMMAND, "-c", str(settings), "run"], stdout=log, stderr=log
        )
    try:
        _wait(port)
        for number in range(comments):
            _post(port, number)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with suppress(urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/?uri=/hot")
            return
        time.sleep(0.1)
    raise RuntimeError("Isso did not start.")


def _post(port: int, number: int) -> None:
    given = {"text": TEXT, "author": f"Reader {number}", "title": "Hot"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/new?uri=/hot",
        data=json.dumps(given).encode(),
        headers={"Content-Type": "application/json", "Origin": "http://127.0.0.1"},
    )
    urllib.request.urlopen(request).read()
