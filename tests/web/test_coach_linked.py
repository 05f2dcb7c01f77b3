"""A phone that feeds the coach of another device: what the link says stands on the coach's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import CHROMIUM, Served, chromium, served
from tests.web.coach_page import STEP_MS, Home, coach
from tests.web.coach_samples import item, known, short_dose

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CHAIR = item("chair_rotation", short_dose(repetitions=2), sides="right")
STREAM: Final = "stream-stream-stream"
# The relay as the page meets it: it welcomes, and says what the test makes it say.
RELAY: Final = """
globalThis.WebSocket = class {
  static OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  constructor() {
    globalThis.relay = this;
    setTimeout(() => {
      this.onopen();
      this.tell({ type: "welcome" });
    });
  }
  send() {}
  close() {}
  tell(message) { this.onmessage({ data: JSON.stringify({ v: 1, ...message }) }); }
};
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def phone(side: str) -> dict[str, Any]:
    """What the relay says of a phone that is strapped on."""
    return {
        "type": "phone", "state": "strapped", "side": side, "system": "other", "stream": STREAM,
    }  # fmt: skip


def test_leg_signal_gaps_and_the_end_of_the_link_are_told(server: Served, browser: Browser) -> None:
    with coach(browser, server, Home(known(CHAIR))) as page:
        page.page.add_init_script(RELAY)
        page.open()
        page.through_questions()
        page.presses("begin")
        way = page.screen.get_by_role("link", name="Connect a phone")
        expect(way).to_have_attribute("href", "/sensor/connect/")
        page.is_open_to_all()
        page.screen.get_by_label("A phone on the leg").check()
        page.presses("start")
        line = page.hook("link")
        page.page.wait_for_function("() => globalThis.relay !== undefined", timeout=STEP_MS)
        page.phase("setup")
        expect(line).to_be_hidden()

        def tell(message: dict[str, Any]) -> None:
            page.page.evaluate("(message) => relay.tell(message)", message)

        tell(phone("left"))
        expect(line).to_contain_text("on the left leg. This is for the right leg", timeout=STEP_MS)
        tell(phone("right"))
        expect(line).to_be_hidden(timeout=STEP_MS)
        signal = {"type": "signal", "rate_hz": 12.0, "is_still": True, "problem": "slow"}
        tell({**signal, "words": "Few samples a second."})
        expect(line).to_have_text("Few samples a second.")
        tell({**signal, "problem": None, "words": None})
        expect(line).to_be_hidden()
        tell({"type": "clock", "stream": STREAM, "offset_s": 0.0, "error_s": 0.01})
        rows = [[n / 60, 0.0, 9.81, 0.0, 0.0, 0.0, 0.0] for n in range(30)]
        tell({"type": "samples", "stream": STREAM, "first": 0, "samples": rows[:10]})
        tell({"type": "gap", "stream": STREAM, "first": 10, "next": 20})
        tell({"type": "samples", "stream": STREAM, "first": 20, "samples": rows[20:]})
        expect(line).to_contain_text("not heard for a moment")
        expect(line).to_be_hidden(timeout=STEP_MS)
        page.page.evaluate("relay.onclose({ code: 4410 })")
        page.fault("link_ended").get_by_role("button", name="Load again").click()
        page.until_ready()
        page.shows("Go on where you were?")


def test_a_phone_that_feels_by_itself_needs_no_other(server: Served, browser: Browser) -> None:
    small: dict[str, Any] = {
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
    }
    with coach(browser, server, Home(known(CHAIR)), **small) as page:
        page.open()
        page.through_questions()
        page.presses("begin")
        expect(page.screen.get_by_label("This phone on the leg")).to_be_visible(timeout=STEP_MS)
        expect(page.screen.get_by_role("link", name="Connect a phone")).to_have_count(0)
