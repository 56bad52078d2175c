"""What a publisher's page contains of ours, read from the HTML that its server sends.

What the page's scripts add is not there yet. Where the text shows that they add
something, but not what, this says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from auth.core.network.url_parts import NOTHING, url_parts

OUR_ELEMENT = "ceasefire-comments"
SCRIPT = "embed.js"
COMPATIBLE = {
    "compat/coral.js": "Coral",
    "assets/js/embed.js": "Coral",
    "compat/disqus.js": "Disqus",
}
"""Our scripts for pages that were made for another system, which is the value.

Such a page often adds the script by another one, so its address may be anywhere.
"""
SIGNS = {
    "compat/disqus.js": re.compile(r"compat/disqus\.js|disqus_(?:thread|config|url)"),
    "compat/coral.js": re.compile(
        r"compat/coral\.js|assets/js/embed\.js|Coral\.createStreamEmbed|coral_thread"
    ),
}
"""What shows that a page is made for another system, by our script for it."""
ELSEWHERE = {
    "compat/disqus.js": re.compile(r"//[\w.:-]+(?:\.disqus\.com|/compat/disqus\.js)"),
    "compat/coral.js": re.compile(
        r"//[\w.:-]+/(?:assets/js/embed\.js|compat/coral\.js)"
    ),
}
"""The whole address of such a script on any host."""

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
        self.words = ""
        """The texts of scripts in the page itself."""
        self._is_in_script = False
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of one element."""
        given = {name: value or "" for name, value in attrs}
        self._is_in_script = tag == "script"
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

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a script."""
        self._is_in_script &= tag != "script"

    def handle_data(self, data: str) -> None:
        """Note what a script in the page says."""
        if self._is_in_script:
            self.words += data


@dataclass(frozen=True)
class Compatible:
    """Our script for a page that was made for another system.

    :param is_told: whether the text of the page has its address; else a script of the
        page may put it together.
    :param other: the address of another host's script, which the page loads instead.
    """

    path: str
    is_told: bool = True
    other: str = ""

    @property
    def system(self) -> str:
        """The system for which the page was made."""
        return COMPATIBLE[self.path]


def compatible_script(text: str, home: str) -> Compatible | None:
    """Return which script for another system's pages a page loads from *home*."""
    address = home.partition(":")[2]
    for path in COMPATIBLE:
        if f"{address}/{path}" in text:
            return Compatible(path)
    for path, signs in SIGNS.items():
        if signs.search(text):
            other = ELSEWHERE[path].search(text)
            return Compatible(path, is_told=False, other=other[0] if other else "")
    return None


def is_named(text: str, home: str) -> bool:
    """Whether the text of a page names the host of *home*."""
    return home.partition("//")[2] in text
