"""Only public addresses are called, however an address is disguised."""

from __future__ import annotations

import pytest

from auth.core.network.public_addresses import AddressRefusedError, AddressRules


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104  It is called here, not listened on.
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "192.0.2.1",
        "192.0.0.192",
        "168.63.129.16",
        "64:ff9b::a83f:8110",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2001:0:7f00:1::",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not AddressRules().permits(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"]
)
def test_a_public_address_is_called(address: str) -> None:
    assert AddressRules().permits(address)


def test_a_name_leads_to_the_first_of_its_addresses_that_is_public() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        return ["10.0.0.1", "::1", "93.184.216.34"]

    assert AddressRules().first_permitted("x.example", 443, resolve) == "93.184.216.34"


def test_a_name_that_leads_only_inside_is_refused() -> None:
    with pytest.raises(AddressRefusedError):
        AddressRules().first_permitted("x.example", 443, lambda *_: ["127.0.0.1"])


@pytest.mark.parametrize(
    ("address", "is_permitted"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.0.1", False)],
)
def test_a_network_of_the_newsroom_is_called_if_the_settings_say_so(
    address: str, is_permitted: bool
) -> None:
    assert AddressRules.of("10.1.0.0/16, fd12::/16").permits(address) is is_permitted
