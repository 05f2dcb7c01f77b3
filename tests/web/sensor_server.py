"""`coxa serve --lan` as a process, and plain requests to it as a device sends them."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_START_S: Final = 30.0
_ADDRESS: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class ServedLan:
    """A running `coxa serve --lan`."""

    data: Path
    home_port: int
    lan_port: int
    said: str

    @property
    def home(self) -> str:
        """Address for this machine."""
        return f"http://localhost:{self.home_port}"

    @property
    def lan(self) -> str:
        """Address for paired devices."""
        return f"https://{_ADDRESS}:{self.lan_port}"

    def found(self, pattern: str) -> str:
        """What the terminal said, by a pattern with one group."""
        match = re.search(pattern, self.said)
        assert match is not None, self.said
        return match[1]

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> Answer:
        """One request by https, whatever the certificate."""
        connection = http.client.HTTPSConnection(_ADDRESS, self.lan_port, context=any_certificate())
        return _asked(connection, path, method, body, headers)

    def ask_home(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> Answer:
        """One request by http, as from this machine."""
        connection = http.client.HTTPConnection(_ADDRESS, self.home_port)
        return _asked(connection, path, method, body, headers)


def any_certificate() -> ssl.SSLContext:
    """A context that goes past the warning, as a person does."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def served_lan(data: Path) -> Iterator[ServedLan]:
    """`coxa serve --lan` at this machine's own address, on free ports; ended at the end."""
    log = data / "server.log"
    command = [
        sys.executable, "-m", "coxa_lab.cli", "serve", "--data", str(data), "--port", "0",
        "--lan", "--lan-port", "0", "--lan-address", _ADDRESS,
    ]  # fmt: skip
    with log.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(command, stderr=stderr)
        try:
            said = _said(log, process)
            yield ServedLan(data, *_ports(said), said)
        finally:
            process.terminate()
            process.wait(timeout=15)
    assert log.read_text(encoding="utf-8") == said, "the server complained"


def _said(log: Path, process: subprocess.Popen[bytes]) -> str:
    """What it says until it serves."""
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s:
        said = log.read_text(encoding="utf-8")
        assert process.poll() is None, f"the server ended at once: {said}"
        if said.endswith("only on this machine.\n") and _is_serving(*_ports(said)):
            return said
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))


def _is_serving(home_port: int, lan_port: int) -> bool:
    try:
        for port in (home_port, lan_port):
            socket.create_connection((_ADDRESS, port), timeout=2).close()
    except OSError:
        return False
    return True


def _ports(said: str) -> tuple[int, int]:
    found = re.search(r"http://localhost:(\d+)/.*?https://[\d.]+:(\d+)/", said, re.DOTALL)
    assert found is not None, said
    return int(found[1]), int(found[2])


def _asked(
    connection: http.client.HTTPConnection,
    path: str,
    method: str,
    body: str | None,
    headers: dict[str, str],
) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    connection.request(method, path, body, named)
    response = connection.getresponse()
    answer = Answer(
        response.status,
        {key.lower(): value for key, value in response.getheaders()},
        response.read().decode("utf-8"),
    )
    connection.close()
    return answer
