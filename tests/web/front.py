"""A server in front of the real one that can be unplugged, and pretend to be a newer version."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from tests.web.browser import Served

_NOT_PASSED_ON: Final = frozenset({"connection", "transfer-encoding", "content-length", "date"})


@dataclass
class Front:
    """What stands before the server.

    Attributes
    ----------
    is_down :
        Connections are dropped.
    is_newer :
        The service worker says that it is of another version.
    asked :
        Paths that were asked for, in their order.
    carried :
        Bytes of the answers by path, as they went over the wire.
    """

    address: str
    behind: str
    is_down: bool = False
    is_newer: bool = False
    asked: list[str] = field(default_factory=list)
    carried: Counter[str] = field(default_factory=Counter)


@contextmanager
def front_of(behind: Served) -> Iterator[Front]:
    """A front on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Passing)
    host, port = server.server_address[:2]
    front = Front(f"http://{host!s}:{port}", behind.address)
    server.front = front  # type: ignore[attr-defined]  # its handlers look there
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Passing(BaseHTTPRequestHandler):
    """Passes one request on, unless the server is unplugged."""

    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        front: Front = self.server.front  # type: ignore[attr-defined]  # set above
        front.asked.append(self.path)
        if front.is_down:
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length else None
        there = urlsplit(front.behind)
        connection = http.client.HTTPConnection(there.hostname or "", there.port or 0, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        headers["Host"] = there.netloc
        if "Origin" in headers:
            headers["Origin"] = front.behind
        connection.request(self.command, self.path, body, headers)
        response = connection.getresponse()
        content = response.read()
        if front.is_newer and self.path.startswith("/sw.js"):
            content = content.replace(b'"version": "', b'"version": "newer-', 1)
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in _NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        front.carried[urlsplit(self.path).path] += len(content)
        if self.command != "HEAD":
            self.wfile.write(content)
        connection.close()

    do_GET = do_HEAD = do_PUT = do_POST = _pass  # noqa: N815 - the server calls them so

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
