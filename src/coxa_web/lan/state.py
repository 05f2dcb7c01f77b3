"""What the server knows of itself on the local network; with every request as `SCOPE_KEY`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from coxa_web.lan.devices import Devices
from coxa_web.lan.pairing import Pairing
from coxa_web.wire import App, Receive, Scope, Send

SCOPE_KEY: Final = "coxa.lan"
PAIR_PATH: Final = "/pair/"
_HTTPS_PORT: Final = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Lan:
    """Where and how this server is reached on the local network.

    Attributes
    ----------
    addresses :
        IPv4 addresses it listens at, the likeliest first.
    port :
        Of https.
    fingerprint :
        Of its certificate.
    """

    addresses: tuple[str, ...]
    port: int
    fingerprint: str
    devices: Devices
    pairing: Pairing = field(default_factory=Pairing)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every ``Host`` a request may name."""
        end = "" if self.port == _HTTPS_PORT else f":{self.port}"
        return tuple(f"{address}{end}" for address in self.addresses)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the pages are, as a browser is told; the likeliest first."""
        return tuple(f"https://{host}" for host in self.hosts)


def pairing_address(origin: str, code: str) -> str:
    """What the QR code says. The code stands where no server and no log sees it."""
    return f"{origin}{PAIR_PATH}#{code}"


def with_lan(app: App, lan: Lan) -> App:
    """The application, told with every request that it is on the local network as well."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        scope[SCOPE_KEY] = lan
        await app(scope, receive, send)

    return told


def lan_of(scope: Scope) -> Lan | None:
    """The local network a request's server is on; None if it speaks to this machine only."""
    found = scope.get(SCOPE_KEY)
    return found if isinstance(found, Lan) else None
