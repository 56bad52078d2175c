"""Checks a live page that embeds a discussion: ``doctor --embed URL``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from auth.core.network.url_parts import url_parts
from auth.db.database import Database
from auth.sites.lookup import all_sites, origin_of
from moderation.embed import page_check, page_code
from moderation.embed.page_code import Embeds, Fetched

SECONDS = 10
MOST_BYTES = 5_000_000


def examine(database: Database, url: str, *, base_url: str) -> Iterator[str]:
    """Yield what is right and wrong with the page at *url*, one line each."""
    page = fetch(url)
    if isinstance(page, str):
        yield page
        return
    homes = _homes(database, base_url)
    embeds = Embeds(page)
    home = _home_of(page, embeds, homes)
    yield from page_check.of_page(page, home=home, allowed=homes[home])
    for key in embeds.keys:
        frame = fetch(f"{home}/embed/articles/{quote(key, safe='')}?url={quote(url)}")
        yield from _of_frame(frame, page_check.of_frame, page.origin)
    compatible = page_code.compatible_script(page.text, home)
    if compatible and not embeds.keys:
        # Which story it is, only the scripts of the page know.
        name = compatible.system.lower()
        frame = fetch(f"{home}/embed/from/{name}?url={quote(url)}")
        yield from _of_frame(frame, page_check.of_frame_headers, page.origin)


def _home_of(page: Fetched, embeds: Embeds, homes: Iterable[str]) -> str:
    """Return the site whose script the page loads; else one that it names, or any."""

    def certainty(home: str) -> int:
        compatible = page_code.compatible_script(page.text, home)
        is_told = compatible is not None and compatible.is_told
        if f"{home}/{page_code.SCRIPT}" in embeds.scripts or is_told:
            return 2
        return int(page_code.is_named(page.text, home))

    return max(homes, key=certainty)


def _of_frame(
    frame: Fetched | str, check: Callable[..., Iterator[str]], origin: str
) -> Iterator[str]:
    if isinstance(frame, str):
        yield frame
    else:
        yield from check(frame, origin=origin)


def fetch(url: str) -> Fetched | str:
    """Return the page at *url*, or why there is none."""
    if url_parts(url).scheme not in ("http", "https"):
        return f"{page_check.WRONG}: {url} is no address of a page"
    asked = Request(url, headers={"User-Agent": "ceasefire doctor"})  # noqa: S310  Checked above.
    try:
        with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310  Checked above.
            text = answer.read(MOST_BYTES).decode("utf-8", "replace")
            return Fetched(answer.url, answer.status, _lower(answer.headers), text)
    except HTTPError as error:
        with error:
            return Fetched(url, error.code, _lower(error.headers))
    except (URLError, TimeoutError, ValueError) as error:
        return f"{page_check.WRONG}: {url} cannot be opened: {error}"


def _lower(headers: Message) -> dict[str, str]:
    return {
        name.lower(): ", ".join(map(str, headers.get_all(name, []))) for name in headers
    }


def _homes(database: Database, base_url: str) -> dict[str, list[str]]:
    """Return the allowed origins of each site, by the site's own origin."""
    with database.unit_of_work(write=False) as work:
        return {
            origin_of(work.session, site, base_url=base_url): site.allowed_origins
            for site in all_sites(work.session)
        } or {base_url: []}
