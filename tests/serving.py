"""A server in a separate process, for tests that call or kill it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Served:
    """An installation and, between start and stop, its process."""

    instance_path: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    app: str = "wsgi"
    folder: Path = ROOT
    # Where all goes that its processes say; to the terminal if it is not set.
    log: Path | None = None

    @property
    def url(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return (
            os.environ
            | {
                "CEASEFIRE_ENV": "development",
                "CEASEFIRE_INSTANCE": str(self.instance_path),
                "CLASSIFIER": "fixed",
                "DEMO_HISTORY": "no",
                # Tests fill in forms faster than people.
                "FORM_SECONDS": "0",
                # A comment wakes the worker. Idle polls only cost processor time.
                "WORKER_POLL_SECONDS": "1",
                "PORT": str(self.port),
                "BASE_URL": self.url,
            }
            | self.settings
        )

    @property
    def program(self) -> list[str]:
        """The program that has its commands."""
        return [sys.executable, "-m", "flask", "--app", self.app]

    def flask(self, *arguments: str) -> str:
        """Run one command; return its output."""
        command = [*self.program, *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=True,
            capture_output=True,
        )
        return done.stdout.decode()

    def start(self) -> None:
        """Start the server, and return once it answers."""
        command = [*self.program, "serve"]
        with (self.log or Path(os.devnull)).open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,
                stdout=log if self.log else None,
                stderr=log if self.log else None,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Return once a page is answered.

        :raises TimeoutError: if there is no answer within half a minute.
        """
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url).close()
            except OSError:
                time.sleep(0.05)  # There is nothing to wait on but the port itself.
            else:
                return
        raise TimeoutError(self.url)

    def stop(self) -> float:
        """Stop it like Ctrl-C; return the seconds that it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - begun

    def kill_child(self) -> None:
        """Kill the working process, but not its supervisor."""
        assert self.process is not None
        for process_id in children_of(self.process.pid):
            os.kill(process_id, signal.SIGKILL)

    def kill(self) -> None:
        """Kill all of its processes at once, without a signal that they can handle."""
        assert self.process is not None
        for process_id in [*children_of(self.process.pid), self.process.pid]:
            os.kill(process_id, signal.SIGKILL)
        self.process.wait(20)


def children_of(process_id: int) -> list[int]:
    """Return the ids of a process's children."""
    listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    return [int(each) for each in listed.split()]
