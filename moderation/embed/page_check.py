"""Checks a publisher's page that embeds a discussion, from what a browser would get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from auth.core.network.url_parts import NOTHING, url_parts
from moderation.embed.page_policies import Wanted, allows, directives_of, may_frame

GOOD, WRONG, HINT = "ok", "WRONG", "hint"
OUR_ELEMENT = "ceasefire-comments"
SCRIPT = "embed.js"
POLICY = "content-security-policy"
COMPATIBLE = {
    "compat/coral.js": "Coral",
    "assets/js/embed.js": "Coral",
    "compat/disqus.js": "Disqus",
}
"""Our scripts for pages that were made for another system, which is the value.

Such a page often adds the script by another one, so its address may be anywhere.
"""


COUNTING = (
    "count.js",
    "compat/coral-count.js",
    "compat/disqus-count.js",
    "assets/js/count.js",
)
"""Our scripts that ask for the numbers of comments."""


@dataclass(frozen=True)
class Fetched:
    """A page as it was answered.

    The names of headers are lower-case. Values of one name are joined by commas.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def origin(self) -> str:
        """The origin of the page."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


class Embeds(HTMLParser):
    """What a page contains of ours: elements, scripts, counts; and its policies."""

    def __init__(self, page: Fetched) -> None:
        super().__init__()
        self._url = page.url
        self.keys: list[str] = []
        self.scripts: dict[str, str] = {}
        """The nonce of each script, by its address without a query."""
        self.policies: list[str] = []
        self.has_counts = False
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of one element."""
        given = {name: value or "" for name, value in attrs}
        self.has_counts |= "data-ceasefire-count" in given
        if tag == OUR_ELEMENT:
            self.keys.append(given.get("article", ""))
        elif tag == "script" and url_parts(given.get("src", "")) != NOTHING:
            # A CMS may leave out the scheme, and add the number of a version.
            url = urljoin(self._url, given["src"].strip()).partition("?")[0]
            self.scripts[url] = given.get("nonce", "")
        elif tag == "meta" and given.get("http-equiv", "").lower() == (
            "content-security-policy"
        ):
            self.policies.append(given.get("content", ""))


def of_page(page: Fetched, *, home: str, allowed: list[str]) -> Iterator[str]:
    """Yield what is right and wrong with a publisher's page, one line each.

    :param home: the origin of the comments.
    :param allowed: the origins that may embed the site.
    """
    yield _line(page.status == 200, f"the page answers with status {page.status}")
    embeds = Embeds(page)
    yield from _of_code(page, embeds, home)
    yield _line(
        page.origin in allowed,
        f"{page.origin} is one of the origins that the site allows",
    )
    yield from _of_policies(page, embeds, home)
    if page.headers.get("cross-origin-opener-policy", "").startswith("same-origin"):
        yield (
            f"{HINT}: the page sends Cross-Origin-Opener-Policy, so readers log in in "
            "the same tab and come back, not in a window"
        )


def compatible_script(text: str, home: str) -> str | None:
    """Return which of :data:`COMPATIBLE` a page loads from *home*, if any."""
    address = home.partition(":")[2]
    return next((path for path in COMPATIBLE if f"{address}/{path}" in text), None)


def system_of(text: str, home: str) -> str | None:
    """Return the system for which a page was made that loads our script from *home*."""
    return COMPATIBLE.get(compatible_script(text, home) or "")


def _of_code(page: Fetched, embeds: Embeds, home: str) -> Iterator[str]:
    """Yield whether the page has our code, or another system's with our script."""
    compatible = None if embeds.keys else compatible_script(page.text, home)
    if compatible:
        system = COMPATIBLE[compatible]
        yield _line(
            True, f"the page is made for {system} and loads {home}/{compatible}"
        )
        return
    yield _line(
        bool(embeds.keys) and all(embeds.keys),
        f"the page has <{OUR_ELEMENT} article=…>: {', '.join(embeds.keys) or 'no'}",
    )
    script = f"{home}/{SCRIPT}"
    yield _line(script in embeds.scripts, f"the page loads {script}")


def of_frame(frame: Fetched, *, origin: str) -> Iterator[str]:
    """Yield whether the frame arrives as it was sent, through proxies and caches.

    :param origin: the origin of the publisher's page.
    """
    yield _line(frame.status == 200, f"{frame.url} answers with status {frame.status}")
    yield from of_frame_headers(frame, origin=origin)


def of_frame_headers(frame: Fetched, *, origin: str) -> Iterator[str]:
    """Yield whether its headers arrive as they were sent, whatever its status."""
    policies = directives_of([frame.headers.get(POLICY, "")])
    yield _line(may_frame(policies, origin), f"{origin} may frame it")
    other = frame.headers.get("x-frame-options", "")
    yield _line(not other, f"no proxy adds X-Frame-Options{other and ': ' + other}")
    cookies = frame.headers.get("set-cookie", "")
    yield _line(not cookies, "a visitor's page sets no cookie")


def _of_policies(page: Fetched, embeds: Embeds, home: str) -> Iterator[str]:
    script = f"{home}/{SCRIPT}"
    compatible = None if embeds.keys else compatible_script(page.text, home)
    wanted = {
        "script-src": Wanted(f"{home}/{compatible}", is_by_script=True)
        if compatible
        else Wanted(script, embeds.scripts.get(script, "")),
        "frame-src": Wanted(f"{home}/embed/"),
    }
    counting = any(f"{home}/{each}" in embeds.scripts for each in COUNTING)
    if embeds.has_counts or counting:
        wanted["connect-src"] = Wanted(f"{home}/api/v1/counts")
    policies = directives_of([*embeds.policies, page.headers.get(POLICY, "")])
    for name, each in wanted.items():
        is_allowed = all(allows(policy, name, each) for policy in policies)
        yield _line(is_allowed, f"the page's Content-Security-Policy: {name} {home}")


def _line(is_good: bool, words: str) -> str:
    return f"{GOOD if is_good else WRONG}: {words}"
