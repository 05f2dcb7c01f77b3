"""A phone and another screen in a real browser: made-up motion, and what arrives of it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.house.tree import ROOT
from tests.web.browser import Watch
from tests.web.sensor_server import ServedLan

PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "ignore_https_errors": True,
}
SCREEN: Final[dict[str, Any]] = {
    "viewport": {"width": 1280, "height": 800},
    "ignore_https_errors": True,
}
RATE_HZ: Final = 60.0
_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# A phone that moves: what its browser would say, every sixtieth of a second, and when it said it.
_MOTION: Final = """
globalThis.motion = {
  said: [],
  begin({ sign, hasGyroscope, rate_hz }) {
    let n = 0;
    this.timer = setInterval(() => {
      const s = n / rate_hz;
      n += 1;
      const acceleration = {
        x: sign * (0.3 + 2 * Math.sin(s)),
        y: sign * 9.6 * Math.cos(0.2 * s),
        z: sign * (1.2 - s / 7),
      };
      const rate = hasGyroscope
        ? { alpha: 40 * Math.cos(s), beta: -7.5 + s, gamma: 300 * Math.sin(3 * s) }
        : { alpha: null, beta: null, gamma: null };
      const event = new DeviceMotionEvent("devicemotion", {
        accelerationIncludingGravity: acceleration, rotationRate: rate, interval: 1000 / rate_hz,
      });
      this.said.push([event.timeStamp, ...Object.values(acceleration), ...Object.values(rate)]);
      window.dispatchEvent(event);
    }, 1000 / rate_hz);
  },
  end() { clearInterval(this.timer); },
};
"""
_APPLE: Final = """
const supports = CSS.supports.bind(CSS);
CSS.supports = (...query) => query[0] === "-webkit-touch-callout" || supports(...query);
"""
# A browser that refuses the sockets of a certificate nobody vouches for.
_NO_SOCKETS: Final = """
globalThis.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 3;
  bufferedAmount = 0;
  constructor() {
    super();
    setTimeout(() => this.onclose?.({ code: 1006 }));
  }
  close() {}
};
"""
# The coach's end, and when each batch was there, on the clock of the day.
_COACH: Final = """
async () => {
  const { createSensorLink } = await import("/static/coxa/sensor-link.js");
  globalThis.coach = { batches: [], gaps: [], states: [] };
  coach.link = createSensorLink({
    onBatch: (buffer) => {
      coach.batches.push([performance.timeOrigin + performance.now(), [...buffer]]);
    },
    onState: (state) => coach.states.push(state),
    onGap: (gap) => coach.gaps.push(gap),
  });
}
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One sample as the coach got it: when (ms of the day), its time there, its values."""

    at_ms: float
    t_ms: float
    values: tuple[float, ...]


class Phone:
    """A phone's page."""

    def __init__(
        self, page: Page, server: ServedLan, watch: Watch, *, is_apple: bool, has_sockets: bool
    ) -> None:
        self.page = page
        self.server = server
        self.watch = watch
        self.is_apple = is_apple
        page.add_init_script(_MOTION)
        if is_apple:
            page.add_init_script(_APPLE)
        if not has_sockets:
            page.add_init_script(_NO_SOCKETS)

    def pair(self, code: str) -> None:
        """Open the address that the QR code holds."""
        self.page.goto(f"{self.server.lan}/pair/#{code.replace('-', '')}")
        self.page.wait_for_url("**/sensor/")

    def move(self, *, has_gyroscope: bool = True, rate_hz: float = RATE_HZ) -> None:
        """Let motion come."""
        sign = -1 if self.is_apple else 1
        self.page.evaluate(
            "(how) => motion.begin(how)",
            {"sign": sign, "hasGyroscope": has_gyroscope, "rate_hz": rate_hz},
        )

    def start(self) -> None:
        """Press the button, and wait until it is connected."""
        self.page.get_by_role("button", name="Start the sensor").click()
        self.state("connected")

    def state(self, name: str, timeout_ms: float = 10_000) -> None:
        """Wait for a state of the page."""
        expect(self.page.locator("main")).to_have_attribute("data-state", name, timeout=timeout_ms)

    def said(self) -> dict[float, tuple[float, ...]]:
        """What the browser said, by its moment (ms of the day), as the coach should get it."""
        origin_ms = self.page.evaluate("performance.timeOrigin")
        rows = self.page.evaluate("motion.said")
        return {origin_ms + row[0]: converted(row[1:], self.is_apple) for row in rows}


def converted(values: Sequence[float | None], is_apple: bool) -> tuple[float, ...]:
    """Acceleration with the sign of docs/conventions.md, rotation rate in radians."""
    sign = -1.0 if is_apple else 1.0
    acceleration = [math.nan if value is None else sign * value for value in values[:3]]
    rate = [math.nan if value is None else value * (math.pi / 180.0) for value in values[3:]]
    return (*acceleration, *rate)


def begin_coach(page: Page) -> None:
    """The coach's end of the link, on any page of the server."""
    page.evaluate(_COACH)
    until(page, "coach.states.at(-1)?.link === 'open'")


def until(page: Page, expression: str, timeout_s: float = 10.0) -> None:
    """Wait until an expression is true; asked from outside, since the policy lets no text run."""
    end_s = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < end_s, f"not in time: {expression}"
        page.wait_for_timeout(50)


def arrived(page: Page) -> list[Arrived]:
    """Every sample that the coach got."""
    origin_ms, batches = page.evaluate("[performance.timeOrigin, coach.batches]")
    found = []
    for at_ms, buffer in batches:
        assert buffer[0] == 4
        assert (len(buffer) - 4) % 7 == 0
        assert buffer[1] == buffer[-7]
        for first in range(4, len(buffer), 7):
            values = [math.nan if v is None else v for v in buffer[first : first + 7]]
            found.append(Arrived(at_ms, origin_ms + 1000.0 * values[0], tuple(values[1:])))
    return found


@dataclass(slots=True)
class Room:
    """A browser, a server, and pages on which nothing may go wrong."""

    browser: Browser
    server: ServedLan
    closing: ExitStack

    def phone(self, *, is_apple: bool = False, has_sockets: bool = True, **others: Any) -> Phone:  # noqa: ANN401
        """Another phone that is not paired yet."""
        page, watch = self._page(self.server.lan, PHONE | others)
        return Phone(page, self.server, watch, is_apple=is_apple, has_sockets=has_sockets)

    def screen(self, **others: Any) -> Page:  # noqa: ANN401 - options of a context
        """A page on this machine."""
        return self._page(self.server.home, SCREEN | others)[0]

    def paired_screen(self, code: str) -> Page:
        """A page on another device, which was paired."""
        page, _ = self._page(self.server.lan, SCREEN)
        page.goto(f"/pair/#{code.replace('-', '')}")
        page.wait_for_url("**/sensor/")
        return page

    def code(self) -> str:
        """A pairing code that nobody has used, from the page that shows it."""
        page = self.screen()
        page.goto("/sensor/connect/")
        page.locator("[data-hook=qr] svg").wait_for()
        code = page.locator("[data-hook=code]").text_content() or ""
        page.context.close()
        return code

    def _page(self, address: str, options: dict[str, Any]) -> tuple[Page, Watch]:
        context: BrowserContext = self.browser.new_context(base_url=address, **options)
        page = context.new_page()
        watch = Watch(address)
        watch.on(page)
        self.closing.callback(_closed, context, watch)
        return page, watch


def _closed(context: BrowserContext, watch: Watch) -> None:
    context.close()
    assert watch.faults == [], watch.faults


@contextmanager
def room(browser: Browser, server: ServedLan) -> Iterator[Room]:
    """A room whose pages are closed at the end; on none of them may anything have gone wrong."""
    with ExitStack() as closing:
        yield Room(browser, server, closing)


def serious_faults(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using a page."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run()")
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in result["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
