"""Which article a page means that was made for another system."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from auth.core.network.url_parts import url_parts
from moderation.discussion.rules import ARTICLE_KEY, RESERVED_KEYS
from moderation.exchange.imports.urls import canonical

MOST_STORIES = 30
"""The most stories of one request: their addresses have to fit into one line."""

SCHEMES = ("https", "http")
HOSTS = ("", "www.")
ENDINGS = ("", "/", "/index.html", "/index.htm", "/amp", "/amp/")


class System(StrEnum):
    """The systems whose scripts ours can replace. Imports use the same names."""

    CORAL = "coral"
    DISQUS = "disqus"


@dataclass(frozen=True)
class Story:
    """What a page says of itself.

    :param id: the story's id or identifier there; empty if the page gives none.
    :param url: the address of the page; empty if it is unknown.
    """

    id: str = ""
    url: str = ""


def is_key(text: str) -> bool:
    """Whether *text* can be the key of an article."""
    return re.fullmatch(ARTICLE_KEY, text) is not None and text not in RESERVED_KEYS


def key_for(system: System, story: Story) -> str:
    """Return the key of an article that is added for a story: always the same one."""
    if is_key(story.id):
        return story.id
    said = story.id or canonical(story.url)
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return f"{system}-{digest}"


def same_page(url: str) -> list[str]:
    """Return the addresses of the page at *url*, as it was registered or imported.

    They differ in the scheme, ``www.`` and the end of the path. Parameters of
    campaigns and the fragment are gone. Empty if *url* is no web address.
    """
    if url_parts(url).scheme not in SCHEMES:
        return []
    path, mark, query = canonical(url).partition("?")
    return [
        f"{scheme}://{host}{path}{ending}{mark}{query}"
        for scheme in SCHEMES
        for host in HOSTS
        for ending in ENDINGS
    ]
