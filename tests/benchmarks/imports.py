"""An import of a generated Disqus export: comments a second, and memory."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.benchmarks.measuring import report
from tests.serving import Served

COMMENTS = int(os.environ.get("BENCH_IMPORT", "20000"))
"""``BENCH_IMPORT=1000000`` is the size that the aims are stated for."""

A_THREAD = 50
SPEED_AIM = 2_000.0
MEMORY_AIM = 200.0
BEGIN = datetime(2018, 1, 1, tzinfo=UTC)
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><disqus xmlns="http://disqus.com"'
    ' xmlns:dsq="http://disqus.com/disqus-internals">'
)
TEXT = (
    "the council has not said who pays for the bridge and nobody asked why it took"
    " three years while lorries waited at the border every single night"
)
WORDS = TEXT.split()


def main() -> None:
    """Write an export, then plan it, import it, import it again and take it back.

    Each is a command in a process of its own. Reports comments a second, without what
    a command takes to start, seconds of processor time, and the most memory.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "disqus.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(export(COMMENTS))
        newsroom = Served(Path(folder) / "instance")
        newsroom.flask("setup")
        start = _run(newsroom, "list")
        for name, *command in (
            ("dry run", "disqus", str(path), "--dry-run"),
            ("import", "disqus", str(path)),
            ("same import again", "disqus", str(path)),
            ("undo", "undo", "1"),
        ):
            _report(name, _run(newsroom, *command), start)


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, seconds of the processor, and megabytes."""

    seconds: float
    processor: float
    memory: float


def _run(newsroom: Served, *arguments: str) -> Cost:
    begun = perf_counter()
    process = subprocess.Popen(
        [*newsroom.program, "import", *arguments],
        cwd=newsroom.folder,
        env=newsroom.environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    took = perf_counter() - begun
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _report(name: str, cost: Cost, start: Cost) -> None:
    name = f"{name}, {COMMENTS:,} comments"
    aim = ("the aim", SPEED_AIM) if name.startswith("import") else ()
    report(f"{name}, a second", COMMENTS / (cost.seconds - start.seconds), "1/s", *aim)
    busy = cost.processor - start.processor
    report(f"{name}, a second of processor time", COMMENTS / busy, "1/s")
    report(f"{name}, memory", cost.memory, "MB", "the aim", MEMORY_AIM)


def export(comments: int) -> Iterator[str]:
    """Yield the pieces of an export: threads of fifty comments, half of them replies.

    One in ten has a link, one in ten emphasis, one in a hundred is deleted or spam.
    """
    rng = random.Random(1)
    threads = -(-comments // A_THREAD)
    yield HEAD
    for number in range(threads):
        yield (
            f'<thread dsq:id="{number + 1}"><id/><link>https://courier.example/story/'
            f"{number}</link><title>Story {number}</title>"
            f"<createdAt>{BEGIN:%Y-%m-%dT%H:%M:%SZ}</createdAt></thread>\n"
        )
    for number in range(comments):
        yield _post(number, rng)
    yield "</disqus>\n"


def _post(number: int, rng: random.Random) -> str:
    at = BEGIN + timedelta(seconds=number * 60)
    place = number % A_THREAD
    above = number - rng.randint(1, place) if place and rng.random() < 0.5 else None
    parent = f'<parent dsq:id="c{above}"/>' if above is not None else ""
    luck = rng.random()
    flags = (
        f"<isDeleted>{'true' if luck < 0.01 else 'false'}</isDeleted>"
        f"<isSpam>{'true' if luck > 0.99 else 'false'}</isSpam>"
    )
    reader = rng.randint(1, max(10, COMMENTS // 20))
    return (
        f'<post dsq:id="c{number}"><id/><message><![CDATA[{_text(rng)}]]></message>'
        f"<createdAt>{at:%Y-%m-%dT%H:%M:%SZ}</createdAt>{flags}"
        f"<author><name>Reader {reader}</name><username>reader{reader}</username>"
        f'</author><thread dsq:id="{number // A_THREAD + 1}"/>{parent}</post>\n'
    )


def _text(rng: random.Random) -> str:
    text = " ".join(rng.choices(WORDS, k=rng.randint(8, 60))) + "."
    luck = rng.random()
    if luck < 0.1:
        return f'<p>{text}</p><p><a href="https://example.org/a">See here</a></p>'
    if luck < 0.2:
        return f"<p>I <em>never</em> said that &amp; {text}<br>Not at all!</p>"
    return f"<p>{text}</p>"
