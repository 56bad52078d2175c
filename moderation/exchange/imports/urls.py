"""Compares the addresses of articles, and applies the publisher's own map."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from auth.core.errors import InvalidError
from auth.core.network.url_parts import NOTHING, url_parts
from auth.core.translation import lazy_gettext as _

_CAMPAIGN = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid", re.IGNORECASE)
_ENDINGS = re.compile(r"/(?:amp/?|index\.html?)?\Z", re.IGNORECASE)


def canonical(url: str) -> str:
    """Return a key that is equal for addresses of the same page.

    It ignores the scheme, ``www.``, upper and lower case of the host, parameters of
    campaigns, the fragment, and a final slash, ``index.html`` or ``/amp``. What is no
    address is a key as it stands.
    """
    parts = url_parts(url.strip())
    if parts == NOTHING:
        return url.strip()
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    host = re.sub(r":(?:80|443)\Z", "", host)
    path = _ENDINGS.sub("", parts.path.removesuffix("/amp"))
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not _CAMPAIGN.fullmatch(pair[0])
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{path}{query}"


@dataclass(frozen=True)
class Rule:
    """One line of a map: an address, or the start of many, and what replaces it."""

    source: str
    target: str
    is_start: bool


def read_map(lines: Iterable[str]) -> list[Rule]:
    """Return the rules of a map file: ``from to`` on each line.

    ``*`` at the end of both stands for the rest of the address. Empty lines and lines
    that begin with ``#`` are ignored.

    :raises InvalidError: naming the line that is no rule.
    """
    rules = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or words[0].endswith("*") != words[1].endswith("*"):
            raise InvalidError(
                _(
                    "Line %(number)s of the map is not “from to”: %(line)s",
                    number=number,
                    line=line,
                )
            )
        source, target = (word.removesuffix("*") for word in words)
        rules.append(Rule(source, target, words[0].endswith("*")))
    return rules


def mapped(url: str, rules: Iterable[Rule]) -> str | None:
    """Return what the map makes of *url*; ``None`` if no rule applies.

    A rule for the whole address goes before one for its start, and of several starts
    the longest applies.
    """
    best: Rule | None = None
    for rule in rules:
        if not rule.is_start and canonical(url) == canonical(rule.source):
            return rule.target
        is_longer = best is None or len(rule.source) > len(best.source)
        if rule.is_start and url.startswith(rule.source) and is_longer:
            best = rule
    return best.target + url[len(best.source) :] if best else None
