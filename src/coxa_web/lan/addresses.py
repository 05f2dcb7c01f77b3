"""Addresses of this machine on local networks; nothing is asked of any network for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import Final

import ifaddr

_LOCAL: Final = tuple(
    IPv4Network(text) for text in ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12")
)
"""Networks of homes and offices (RFC 1918), the likelier ones first."""
_SELF_GIVEN: Final = IPv4Network("169.254.0.0/16")
"""What devices give themselves where nobody gives addresses: two of them on one cable."""
_NOT_A_NETWORK: Final = re.compile(
    r"docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|VirtualBox|VMware|lxc|podman|cni|tun|tap|wg|"
    r"utun|zt|tailscale",
    re.IGNORECASE,
)
"""Names of adapters that no phone in the room is on."""


def local_addresses() -> tuple[str, ...]:
    """Addresses at which a device in the same home reaches this machine, the likeliest first."""
    return chosen(
        (adapter.nice_name, ip.ip)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str)
    )


def chosen(named: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Of adapters' names and addresses those that are local, the likeliest first.

    Parameters
    ----------
    named :
        Name of the adapter and one of its IPv4 addresses.
    """
    ranked = [
        (rank, address)
        for name, address in named
        if not _NOT_A_NETWORK.match(name) and (rank := _rank(address)) is not None
    ]
    return tuple(address for _, address in sorted(ranked, key=lambda pair: pair[0]))


def may_be_served(address: str) -> bool:
    """Whether the pages may be offered at an address: never at one that others see."""
    return IPv4Address(address).is_loopback or _rank(address) is not None


def _rank(address: str) -> int | None:
    """Which kind of network an address is of; None if it is not a local one."""
    ip = IPv4Address(address)
    for rank, network in enumerate((*_LOCAL, _SELF_GIVEN)):
        if ip in network:
            return rank
    return None
