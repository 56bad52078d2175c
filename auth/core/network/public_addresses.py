"""Which network addresses a URL that a person typed may lead to.

A host name is resolved, each address is checked, and the connection is made to the
checked address. So a name that resolves to something else a moment later changes
nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]

_NAT64 = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)
_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Machines of a provider's network behind public numbers: they tell a server's secrets
# to whatever runs on it. Some versions of Python also count the first as public.
_OF_PROVIDERS = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("168.63.129.16/32"),
)


class AddressRefusedError(OSError):
    """A host has no address that may be called."""


@dataclass(frozen=True)
class AddressRules:
    """Which addresses may be called.

    :param allowed: networks of the newsroom's own that may be called although they are
        not public.
    """

    allowed: tuple[Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> AddressRules:
        """Return the rules for networks in a text, with commas between.

        :raises ValueError: if one is not a network such as ``10.1.0.0/16``.
        """
        parts = (each.strip() for each in text.split(","))
        return cls(tuple(ipaddress.ip_network(each) for each in parts if each))

    def permits(self, text: str) -> bool:
        """Whether the address *text* may be called."""
        address = ipaddress.ip_address(text.partition("%")[0])
        return self.is_own(text) or all(map(_is_public, _meant_by(address)))

    def is_own(self, text: str) -> bool:
        """Whether *text* is an address in a network of the newsroom's own."""
        address = ipaddress.ip_address(text.partition("%")[0])
        return any(
            each in network for each in _meant_by(address) for network in self.allowed
        )

    def first_permitted(self, host: str, port: int, resolve: Resolve) -> str:
        """Return the first address of *host* that may be called.

        :raises AddressRefusedError: if there is none.
        :raises OSError: if the name cannot be resolved.
        """
        found = resolve(host, port)
        for each in found:
            if self.permits(each):
                return each
        raise AddressRefusedError(
            f"{host} has no public address ({', '.join(found) or 'none at all'})."
        )


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses of *host* as the system's resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _OF_PROVIDERS)
        and not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    )


def _meant_by(address: Address) -> Iterable[Address]:
    """Return the address, and the IPv4 address inside it that is reached instead."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if any(address in network for network in _NAT64) or address in _COMPATIBLE:
        return (address, ipaddress.IPv4Address(address.packed[-4:]))
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    if address.teredo is not None:
        return (address, *address.teredo)
    return (address,)
