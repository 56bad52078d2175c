"""Reads a page's Content Security Policies as browsers do, as far as an embed needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auth.core.network.url_parts import url_parts

Directives = Mapping[str, tuple[str, ...]]
FALLBACKS = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
}
"""The directives that decide what is loaded. The first that a policy has counts."""

PORTS = {"http": "80", "https": "443"}
_HOST = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>[^/:]+)(?::(?P<port>\d+|\*))?(?P<path>/.*)?"
)


@dataclass(frozen=True)
class Wanted:
    """What a page loads of ours.

    :param nonce: that of the element; empty if it has none.
    :param is_by_script: whether a script of the page adds the element.
    """

    url: str
    nonce: str = ""
    is_by_script: bool = False


def directives_of(texts: Iterable[str]) -> list[Directives]:
    """Return the policies of headers and elements. One text may hold several."""
    return [_read(each) for text in texts for each in text.split(",") if each.strip()]


def allows(policy: Directives, directive: str, wanted: Wanted) -> bool:
    """Whether *policy* lets a page load *wanted*."""
    deciding = (each for each in FALLBACKS[directive] if each in policy)
    sources = next((policy[each] for each in deciding), None)
    if sources is None or (wanted.nonce and f"'nonce-{wanted.nonce}'" in sources):
        return True
    if directive == "script-src" and "'strict-dynamic'" in sources:
        return wanted.is_by_script
    return any(_matches(each, wanted.url) for each in sources)


def may_frame(policies: Iterable[Directives], origin: str) -> bool:
    """Whether pages of *origin* may frame a page: each policy about it has to agree."""
    about = [each["frame-ancestors"] for each in policies if "frame-ancestors" in each]
    return bool(about) and all(origin in each for each in about)


def _read(text: str) -> Directives:
    found: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, *sources = part.split() or [""]
        found.setdefault(name.lower(), tuple(sources))
    return found


def _matches(source: str, url: str) -> bool:
    parts = url_parts(url)
    if source in ("*", f"{parts.scheme}:", "http:"):
        return True
    found = _HOST.fullmatch(source)
    if found is None or found["scheme"] not in (None, "http", parts.scheme):
        return False
    host, own = found["host"].lower(), parts.hostname or ""
    is_host = own.endswith(host[1:]) if host.startswith("*.") else own == host
    port = str(parts.port or PORTS.get(parts.scheme, ""))
    usual = PORTS.get(found["scheme"] or "", ""), PORTS.get(parts.scheme, "")
    is_port = found["port"] in (port, "*") or (not found["port"] and port in usual)
    return is_host and is_port and _covers(found["path"] or "/", parts.path)


def _covers(path: str, wanted: str) -> bool:
    return wanted.startswith(path) if path.endswith("/") else wanted == path
