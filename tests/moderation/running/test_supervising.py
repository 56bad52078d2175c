"""The server's child is restarted when it dies, and ended when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

WILLING = """
import os, signal, sys, structlog
from moderation.running.supervising import Supervisor

structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))

def work():
    print(os.getpid(), flush=True)
    signal.pause()

Supervisor(work).run()
print("over", flush=True)
"""
STUBBORN = WILLING.replace(
    "    print(",
    "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\n    print(",
)


def started(source: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_a_child_that_dies_is_replaced_and_its_death_logged() -> None:
    with started(WILLING) as parent:
        first = int(line(parent))
        os.kill(first, signal.SIGKILL)
        second = int(line(parent))
        parent.send_signal(signal.SIGTERM)
        out, log = parent.communicate(timeout=20)

    assert second != first
    assert out == "over\n"
    assert "server.died" in log


def test_ctrl_c_ends_the_child_and_logs_nothing() -> None:
    with started(WILLING) as parent:
        child = int(line(parent))
        os.killpg(parent.pid, signal.SIGINT)
        out, log = parent.communicate(timeout=20)

    assert (out, log) == ("over\n", "")
    assert not Path(f"/proc/{child}").exists()


def test_a_child_that_does_not_end_is_killed() -> None:
    with started(STUBBORN) as parent:
        child = int(line(parent))
        parent.send_signal(signal.SIGINT)
        out, log = parent.communicate(timeout=20)

    assert out == "over\n"
    assert "server.killed" in log
    assert not Path(f"/proc/{child}").exists()
