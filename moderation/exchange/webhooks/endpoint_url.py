"""Whether messages can be sent to the URL that an admin enters."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from auth.core.network.public_addresses import AddressRules
from auth.core.translation import LazyText, lazy_gettext

LONGEST_URL = 500

ASKED = lazy_gettext("Please enter an address such as https://cms.example/webhooks.")
NEEDS_TLS = lazy_gettext("Please enter an address that begins with https://.")
NO_HOST = lazy_gettext(
    "Please enter the full name of the server, as in https://cms.example/webhooks."
)
PRIVATE = lazy_gettext(
    "This address is in a private network. The setting WEBHOOK_NETWORKS can allow it."
)
NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*"
    r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
    re.IGNORECASE,
)


def fault(url: str, rules: AddressRules) -> LazyText | None:
    """Return what is wrong with *url*; ``None`` if messages can be sent there.

    The address of a name is checked when a message is sent, because it may change.
    Only a newsroom with networks of its own sends to short names, or over http.
    """
    parts = _parts(url)
    if parts is None or not parts.hostname:
        return ASKED
    host, has_networks = parts.hostname, bool(rules.allowed)
    if _is_address(host):
        if not rules.permits(host):
            return PRIVATE
        return None if parts.scheme == "https" or rules.is_own(host) else NEEDS_TLS
    if not NAME.fullmatch(host) or not (has_networks or "." in host):
        return NO_HOST
    return None if parts.scheme == "https" or has_networks else NEEDS_TLS


def _parts(url: str) -> SplitResult | None:
    """Return the parts of *url*; ``None`` if it is no URL of http or https."""
    try:
        parts = urlsplit(url)
        is_good = (
            len(url) <= LONGEST_URL
            and parts.scheme in ("https", "http")
            and parts.username is None
            and not parts.fragment
            and (parts.port is None or parts.port > 0)
            and url.isascii()
            and url.isprintable()
            and " " not in url
        )
    except ValueError:
        return None
    return parts if is_good else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
