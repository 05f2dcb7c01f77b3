"""A served application and a browser page that fails on anything a person should never meet."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
_START_S: Final = 20.0
_REPORT_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A running `coxa serve`."""

    address: str
    data: Path


@contextmanager
def served(data: Path) -> Iterator[Served]:
    """`coxa serve` as a process of its own, on a free port; ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "coxa_lab.cli", "serve", "--data", str(data), "--port"]
    log = data / "server.log"
    with log.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen([*command, str(port)], stderr=stderr)
        try:
            _wait_until_answering(f"http://127.0.0.1:{port}/", process)
            yield Served(f"http://127.0.0.1:{port}", data)
        finally:
            process.terminate()
            process.wait(timeout=10)
    said = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in said if not line.startswith("Coxa: http")] == []


def _wait_until_answering(address: str, process: subprocess.Popen[bytes]) -> None:
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own loopback
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    options = ["--autoplay-policy=no-user-gesture-required", *arguments]
    if os.geteuid() == 0:  # its sandbox does not start for root
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Watch:
    """What went wrong on a page, as it happens."""

    address: str
    faults: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Listen to everything of a page and its workers."""
        page.add_init_script(_REPORT_VIOLATIONS)
        page.on("console", lambda m: self._add(m.type == "error", f"console: {m.text}"))
        page.on("pageerror", lambda error: self._add(True, f"uncaught: {error}"))
        page.on("requestfailed", lambda r: self._add(True, f"failed: {r.url} {r.failure}"))
        page.on("request", lambda r: self._add(self._is_foreign(r.url), f"foreign: {r.url}"))

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((f"{self.address}/", f"blob:{self.address}/", "data:"))

    def _add(self, is_fault: bool, words: str) -> None:
        if is_fault:
            self.faults.append(words)


@contextmanager
def watched_page(browser: Browser, at: Served, **options: object) -> Iterator[Page]:
    """A fresh page; at its end there must have been no fault at all."""
    context = browser.new_context(base_url=at.address, **options)  # type: ignore[arg-type]  # passed through
    page = context.new_page()
    watch = Watch(at.address)
    watch.on(page)
    yield page
    context.close()
    assert watch.faults == []


def as_camera(clip: Path, target: Path, seconds: float, rate_hz: float = 30.0) -> None:
    """The first seconds of a video as the motion JPEG that Chromium plays as a camera."""
    with av.open(str(clip)) as source, target.open("wb") as output:
        stream = source.streams.video[0]
        encoder = av.CodecContext.create("mjpeg", "w")
        encoder.width, encoder.height = stream.width, stream.height
        encoder.pix_fmt = "yuvj420p"
        encoder.time_base = Fraction(1, round(rate_hz))
        encoder.options = {"qscale": "3"}
        written = 0
        for frame in source.decode(stream):
            moment_s = float(frame.time or 0.0)
            if moment_s >= seconds:
                break
            picture = b"".join(
                bytes(packet) for packet in encoder.encode(frame.reformat(format="yuvj420p"))
            )
            while written / rate_hz <= moment_s:
                output.write(picture)
                written += 1
