"""The Perspective-compatible API alone, under load, with the real classifier."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from moderation.scoring.runtime.loading import load_scorer
from tests.benchmarks.measuring import report
from tests.serving import Served

RATES = ((10, 150.0), (30, 400.0))
"""Calls per second, and the milliseconds within which 99 of 100 must be answered."""

SECONDS = 10
BUSY = 4
"""The number of callers that call again as soon as they are answered."""

TEXT = (
    "Number {number}: the lorries still wait at the border, and nobody says who must"
    " sign for them. I would like to know who telephones whom at such a moment."
)


def main() -> None:
    """Report the response times at each rate, and the highest rate."""
    with TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        load_scorer("bundled", instance / "classifier")
        log = Path(folder) / "log"
        settings = {
            "PERSPECTIVE_ONLY": "1",
            "CLASSIFIER": "bundled",
            "PERSPECTIVE_CALLS_A_MINUTE": "1000000",
        }
        served = Served(instance, settings=settings, log=log)
        served.start()
        [key] = re.findall(r"cfk_\S+", log.read_text())
        caller = Caller(served.port, key)
        caller.ask(0)
        for rate, aim in RATES:
            taken = sorted(_at_rate(caller, rate))
            late = taken[int(len(taken) * 0.99)]
            report(f"analyze at {rate} a second, p99", late, "ms", "the aim", aim)
            report(f"analyze at {rate} a second, refused", caller.refused, "calls")
        fast = _busy(caller)
        served.stop()
        plain = _busy_with_detoxify(instance, settings, key)
        report(
            "analyze, callers without pause",
            fast,
            "calls/s",
            "Detoxify.predict behind the same route",
            plain,
        )


def _busy_with_detoxify(instance: Path, settings: dict[str, str], key: str) -> float:
    """Return the calls per second if Detoxify answers each call alone."""
    served = Served(
        instance,
        settings=settings,
        app="tests.benchmarks.plain:app",
        log=instance / "detoxify.log",
    )
    served.start()
    caller = Caller(served.port, key)
    caller.ask(0)
    found = _busy(caller)
    served.stop()
    return found


class Caller:
    """Calls the API with one connection per thread, as clients do."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._path = port, f"/v1alpha1/comments:analyze?key={key}"
        self._local = threading.local()
        self.refused = 0

    def ask(self, number: int) -> None:
        """Request the scores of one comment."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        body = {
            "comment": {"text": TEXT.format(number=number)},
            "requestedAttributes": {"TOXICITY": {}},
            "languages": ["en"],
            "doNotStore": True,
        }
        connection.request("POST", self._path, json.dumps(body))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        self.refused += answer.status == http.HTTPStatus.TOO_MANY_REQUESTS


def _at_rate(caller: Caller, rate: int) -> list[float]:
    """Return the milliseconds of each call since the time at which it was due."""
    begun = time.perf_counter() + 0.1
    caller.refused = 0

    def call(number: int) -> float:
        due = begun + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        caller.ask(number)
        return (time.perf_counter() - due) * 1_000

    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(call, range(rate * SECONDS)))


def _busy(caller: Caller) -> float:
    """Return the calls per second if all callers call without pause."""
    ends = time.perf_counter() + SECONDS

    def call(number: int) -> int:
        count = 0
        while time.perf_counter() < ends:
            caller.ask(number * 1_000_000 + count)
            count += 1
        return count

    with ThreadPoolExecutor(BUSY) as pool:
        return sum(pool.map(call, range(BUSY))) / SECONDS
