"""Escapes text and addresses that are put into Markdown."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from auth.core.network.url_parts import url_parts

_ADDRESS = re.compile(r"(https?://[^\s<>\"`\\|]+)")
_MARKUP = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|(?:(?<=\n)|(?<=\A))[>+~-]")
"""What Markdown could read as markup, some of it only at the start of a line."""
_AFTER_SPACES = re.compile(r"((?:\A|\n) +)(?=[>+~-])")


def escaped(text: str) -> str:
    """Escape what could be markup, but not inside a web address."""
    parts = _ADDRESS.split(text)
    found = "".join(
        part if at % 2 else _MARKUP.sub(r"\\\g<0>", part)
        for at, part in enumerate(parts)
    )
    return _AFTER_SPACES.sub(r"\1\\", found)


def target(address: str) -> str:
    """Return where a link leads, without the redirection through Disqus."""
    if "disq.us" in address:
        address = _unwrapped(address)
    return re.sub(r"[<>\s\\]", _percent, address)


def _unwrapped(address: str) -> str:
    parts = url_parts(address)
    if parts.hostname not in ("disq.us", "www.disq.us") or parts.path != "/url":
        return address
    [wrapped, *_] = parse_qs(parts.query).get("url", [""])
    return wrapped.rpartition(":")[0] or wrapped or address


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode())
