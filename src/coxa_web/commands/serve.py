"""`coxa serve`: the pages on this machine, for one person; with `--lan` for paired devices too."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Final

import click

from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa_lab.commands.console import faults_told
from coxa_web.env import check_folder

if TYPE_CHECKING:
    from coxa_web.lan.listeners import Listener
    from coxa_web.lan.state import Lan

_DEFAULT_FOLDER: Final = Path("~/.local/share/coxa")
_HOME_PORT: Final = 8000
_LAN_PORT: Final = 8443
_LAN_FOLDER: Final = "lan"
_PORTS: Final = click.IntRange(0, 65535)


@click.command("serve", short_help="Open the pages on this machine: coach, records, plan.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=_DEFAULT_FOLDER,
    show_default=True,
    help="Folder of the person's data; made if it is not there.",
)
@click.option("--port", type=_PORTS, default=_HOME_PORT, show_default=True)
@click.option(
    "--lan",
    is_flag=True,
    help="Offer the pages to paired devices on the local network as well, encrypted.",
)
@click.option(
    "--lan-port",
    type=_PORTS,
    default=None,
    help=f"Port on the local network.  [default: {_LAN_PORT}]",
)
@click.option(
    "--lan-address",
    multiple=True,
    metavar="ADDRESS",
    help="Address of this machine to offer them at; repeatable.  [default: every local one]",
)
@click.option("--demo", is_flag=True, help="Put a made-up person into a folder that is empty.")
def serve_command(
    data: Path, port: int, lan: bool, lan_port: int | None, lan_address: tuple[str, ...], demo: bool
) -> None:
    """Serve the pages of one person, to this machine only unless told otherwise.

    With --lan, devices on the same network that were paired with a code open them as well. The
    certificate for that is made at the first start and kept in the folder. Every device will warn
    of it: nobody vouches for a certificate that a machine made itself.
    """
    if not lan and (lan_port is not None or lan_address):
        raise click.UsageError(sentence("sensor_link.serve.not_lan"))
    with faults_told():
        check_folder(data)
        os.environ["COXA_DATA"] = str(data)
        if lan:
            local_port = _LAN_PORT if lan_port is None else lan_port
            _serve_lan(port, local_port, _addresses(lan_address), is_demo=demo)
        else:
            _serve_home(port, is_demo=demo)


def _serve_home(port: int, *, is_demo: bool) -> None:
    from coxa_web.lan.gate import only_named
    from coxa_web.lan.listeners import HOME_NAMES, LOOPBACK, home_listener, run

    with ExitStack() as held:
        sockets = _opened(held, (LOOPBACK,), port, "--port")
        _set_up("coxa_web.settings.home", is_demo=is_demo)
        from coxa_web.asgi import application

        _say("home", port=_port_of(sockets))
        run([home_listener(only_named(application, HOME_NAMES), sockets)])


def _serve_lan(port: int, lan_port: int, addresses: tuple[str, ...], *, is_demo: bool) -> None:
    from coxa_web.lan.gate import only_named
    from coxa_web.lan.listeners import HOME_NAMES, LOOPBACK, home_listener, run

    with ExitStack() as held:
        home = _opened(held, (LOOPBACK,), port, "--port")
        local = _opened(held, addresses, lan_port, "--lan-port")
        os.environ["COXA_LAN_ADDRESSES"] = " ".join(addresses)
        _set_up("coxa_web.settings.lan", is_demo=is_demo)
        from coxa_web.asgi import application
        from coxa_web.lan.state import with_lan

        lan, listener = _lan(addresses, local, _port_of(home))
        home_app = only_named(with_lan(application, lan), HOME_NAMES)
        run([home_listener(home_app, home), listener])


def _lan(addresses: tuple[str, ...], sockets: list[socket], home_port: int) -> tuple[Lan, Listener]:
    """What this server is on the local network, told in the terminal, and who listens there."""
    from django.conf import settings

    from coxa_web.asgi import application
    from coxa_web.lan.certificate import certificate_in
    from coxa_web.lan.devices import Devices
    from coxa_web.lan.gate import gate
    from coxa_web.lan.listeners import lan_listener
    from coxa_web.lan.state import Lan, with_lan

    folder = settings.DATA_FOLDER / _LAN_FOLDER
    certificate = certificate_in(folder, addresses, datetime.now(UTC))
    lan = Lan(
        addresses=addresses,
        port=_port_of(sockets),
        fingerprint=certificate.fingerprint,
        devices=Devices.of_folder(folder),
    )
    _tell(lan, home_port, has_replaced=certificate.has_replaced)
    return lan, lan_listener(with_lan(gate(application, lan), lan), sockets, certificate.path)


def _tell(lan: Lan, home_port: int, *, has_replaced: bool) -> None:
    from coxa_web.lan.pairing import spoken
    from coxa_web.lan.state import pairing_address
    from coxa_web.sensor_link.qr import qr_terminal

    code = lan.pairing.shown().code
    _say("home", port=home_port)
    for origin in lan.origins:
        _say("lan", origin=origin)
    if sys.stderr.isatty():
        click.echo(qr_terminal(pairing_address(lan.origins[0], code)), err=True)
    _say("code", code=spoken(code), port=home_port)
    _say("fingerprint", fingerprint=lan.fingerprint)
    if has_replaced:
        _say("certificate_new")
    _say("warns")


def _addresses(named: tuple[str, ...]) -> tuple[str, ...]:
    """Where the pages are offered: at the named addresses, or at every local one."""
    from coxa_web.lan.addresses import local_addresses, may_be_served

    for address in named:
        if not _is_true(may_be_served, address):
            raise click.BadParameter(sentence("sensor_link.serve.not_local", address=address))
    addresses = tuple(dict.fromkeys(named)) or local_addresses()
    if not addresses:
        raise click.ClickException(sentence("sensor_link.serve.no_address"))
    return addresses


def _is_true(check: Callable[[str], bool], text: str) -> bool:
    """Whether a check of a text is passed; a text it cannot read does not."""
    try:
        return check(text)
    except ValueError:
        return False


def _set_up(settings_module: str, *, is_demo: bool) -> None:
    """Django with its settings, and the database as this version has it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    import django

    django.setup()
    from coxa_web.home.start import make_demo, open_database

    open_database()
    if is_demo:
        make_demo(lambda: click.echo(sentence("home.demo.making"), err=True))


def _opened(held: ExitStack, addresses: Sequence[str], port: int, option: str) -> list[socket]:
    """Sockets at addresses; they are closed when `held` is left, whatever happens."""
    from coxa_web.lan.listeners import opened

    try:
        return [held.enter_context(each) for each in opened(addresses, port)]
    except OSError as error:
        problem = sentence(
            "sensor_link.serve.port_taken",
            address=", ".join(addresses),
            port=port,
            problem=error.strerror or str(error),
            option=option,
        )
        raise click.ClickException(problem) from error


def _port_of(sockets: Sequence[socket]) -> int:
    port: int = sockets[0].getsockname()[1]
    return port


def _say(part: str, **values: str | int) -> None:
    click.echo(sentence(f"sensor_link.serve.{part}", DEFAULT_LANGUAGE, **values), err=True)
