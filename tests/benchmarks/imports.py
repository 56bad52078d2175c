"""An import of a generated Disqus export: comments a second, and memory."""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import select

from auth.core.models import Site
from moderation.exchange.imports import running
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.running import ImportFile
from moderation.exchange.imports.services.authors import Digester
from tests.benchmarks import filling
from tests.benchmarks.filling import Town
from tests.benchmarks.measuring import report

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
    """Write an export, import it, and report time, processor time and memory."""
    with TemporaryDirectory() as folder, filling.town() as town:
        path = Path(folder) / "disqus.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(export(COMMENTS))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun, used = perf_counter(), process_time()
        _import(town, path)
        took, used = perf_counter() - begun, process_time() - used
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        name = f"import of {COMMENTS:,} comments"
        report(f"{name}, a second", COMMENTS / took, "1/s", "the aim", SPEED_AIM)
        report(f"{name}, a second of processor time", COMMENTS / used, "1/s")
        report(f"{name}, memory of the process", after / 1024, "MB")
        report(f"{name}, more memory", (after - before) / 1024, "MB")


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


def _import(town: Town, path: Path) -> None:
    with town.database.unit_of_work(write=False) as work:
        site_id = work.session.scalars(select(Site.id)).one()
    file = ImportFile(path, "disqus", site_id)
    options = ImportOptions(latest=datetime.now(UTC))
    with running.read_file(town.database, file, options) as (staging, _):
        running.store(town.database, staging, file, options, digester=Digester("bench"))
