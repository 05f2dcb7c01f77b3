"""A phone as sensor in a real browser: paired, strapped on, heard unchanged, and quickly."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from coxa.browser.buffers import MOTION
from tests.house.tree import ROOT
from tests.web.browser import CHROMIUM, chromium
from tests.web.sensor_pages import (
    PHONE,
    RATE_HZ,
    Arrived,
    Phone,
    Room,
    arrived,
    begin_coach,
    room,
    serious_faults,
    until,
)
from tests.web.sensor_server import ServedLan, served_lan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
LATE_MS: Final = 150.0
"""Median from the movement to the coach's page, where everything is on one busy machine."""
CLOCK_MS: Final = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLan]:
    with served_lan(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def here(browser: Browser, server: ServedLan) -> Iterator[Room]:
    with room(browser, server) as made:
        yield made


def wait_for_samples(page: Page, count: int) -> None:
    until(page, f"coach.batches.reduce((n, [, b]) => n + (b.length - 4) / 7, 0) >= {count}", 20.0)


def same(values: tuple[float, ...], others: tuple[float, ...]) -> bool:
    pairs = zip(values, others, strict=True)
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)


def check_unchanged(phone: Phone, samples: list[Arrived]) -> list[float]:
    """Every sample is one the phone's browser said, none is missing; how late each came (ms)."""
    said = phone.said()
    moments = sorted(said)
    first = next(i for i, at in enumerate(moments) if same(said[at], samples[0].values))
    late = []
    for number, sample in enumerate(samples):
        moment_ms = moments[first + number]
        assert same(said[moment_ms], sample.values), f"sample {number}"
        assert abs(sample.t_ms - moment_ms) < CLOCK_MS
        late.append(sample.at_ms - moment_ms)
    times = [sample.t_ms for sample in samples]
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    return late


@pytest.mark.parametrize(
    ("is_apple", "has_sockets", "is_here"),
    [(False, True, True), (True, True, False), (True, False, True)],
    ids=["this machine", "another device, turned sign", "turned sign, no sockets"],
)
def test_samples_arrive_unchanged_and_quickly(
    here: Room,
    is_apple: bool,
    has_sockets: bool,
    is_here: bool,
    record_property: Callable[[str, object], None],
) -> None:
    phone = here.phone(is_apple=is_apple, has_sockets=has_sockets)
    if is_here:
        screen = here.screen()
        screen.goto("/sensor/")
    else:
        screen = here.paired_screen(here.code())
    begin_coach(screen)
    phone.pair(here.code())
    phone.move()
    phone.start()
    wait_for_samples(screen, 300)
    phone.page.evaluate("motion.end()")
    late = check_unchanged(phone, arrived(screen))
    assert screen.evaluate("coach.gaps") == []
    told = screen.evaluate("coach.link.state()")
    assert (told["phone"], told["missing"]) == ("connected", 0)
    assert told["system"] == ("apple" if is_apple else "other")
    figures = statistics.median(late), statistics.quantiles(late, n=20)[-1], max(late)
    record_property("late_ms", figures)
    print("late_ms median, p95, max:", [round(figure, 1) for figure in figures])  # noqa: T201
    assert figures[0] < LATE_MS


def test_a_phone_without_gyroscope_is_heard(here: Room) -> None:
    screen, phone = here.screen(), here.phone()
    screen.goto("/sensor/")
    begin_coach(screen)
    phone.pair(here.code())
    phone.move(has_gyroscope=False)
    phone.start()
    wait_for_samples(screen, 60)
    assert all(math.isnan(value) for value in arrived(screen)[0].values[3:])
    expect(phone.page.get_by_text("only tilting")).to_be_visible(timeout=5000)


def test_from_the_code_to_measuring_and_back(here: Room) -> None:
    """The whole way of a person, with what stands on both screens."""
    screen, phone = here.screen(), here.phone()
    screen.goto("/sensor/connect/")
    nobody = re.compile("No phone yet|Lost")  # or the one of another test, which has gone
    expect(screen.get_by_role("status").filter(has_text=nobody)).to_be_visible()
    code = screen.locator("[data-hook=code]")
    expect(code).not_to_have_text("…")
    shown = code.text_content() or ""
    phone.page.goto(f"{phone.server.lan}/")
    expect(phone.page.get_by_role("heading", name="Pair this device")).to_be_visible()
    phone.page.get_by_label("Pairing code").fill(shown.lower())
    phone.page.get_by_role("button", name="Pair").click()
    phone.page.wait_for_url("**/sensor/")
    phone.page.get_by_label("Right").check()
    phone.move()
    phone.start()
    expect(screen.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    expect(code).not_to_have_text(shown)  # it is used up
    expect(phone.page.locator("[data-hook=rate]")).to_have_text(re.compile(r"5\d|6\d"))
    coach = phone.page.locator("[data-hook=coach]")
    expect(coach).to_have_text("not open: open it on your other screen")
    phone.page.get_by_role("button", name="It is strapped on").click()
    phone.state("strapped")
    expect(screen.get_by_role("status").filter(has_text="Strapped on")).to_be_visible()
    expect(screen.locator("[data-hook=side]")).to_have_text("right")
    screen.goto("/sensor/")  # and on to the coach
    begin_coach(screen)
    expect(coach).to_have_text("open, waits for you")
    screen.evaluate("coach.link.measuring(true)")
    phone.state("measuring")
    wait_for_samples(screen, 30)
    screen.evaluate("coach.link.measuring(false)")
    phone.state("strapped")
    phone.page.get_by_role("button", name="Take it off").click()
    phone.state("connected")
    phone.page.get_by_role("button", name="End").click()
    phone.state("stopped")
    expect(phone.page.get_by_text("Ended. You may close this page.")).to_be_visible()
    until(screen, "coach.link.state().phone === 'absent'")


def test_a_page_that_is_loaded_anew_is_heard_again(here: Room) -> None:
    screen, phone = here.screen(), here.phone()
    screen.goto("/sensor/")
    begin_coach(screen)
    phone.pair(here.code())
    phone.move()
    phone.start()
    wait_for_samples(screen, 30)
    phone.page.reload()
    until(screen, "coach.link.state().phone === 'lost'")
    phone.move()
    phone.start()
    until(screen, "coach.link.state().phone === 'connected'")
    count = len(arrived(screen))
    wait_for_samples(screen, count + 30)
    times = [sample.t_ms for sample in arrived(screen)]
    assert all(later > earlier for earlier, later in itertools.pairwise(times))


def test_a_phone_that_is_put_aside_is_told_on_both_screens(here: Room) -> None:
    screen, phone = here.screen(), here.phone()
    screen.goto("/sensor/")
    begin_coach(screen)
    phone.pair(here.code())
    phone.move()
    phone.start()
    phone.page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    phone.state("lost")
    expect(phone.page.get_by_text("while this page is not in front")).to_be_visible()
    until(screen, "coach.link.state().phone === 'lost'")
    phone.page.evaluate("""() => {
      delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    phone.state("connected")
    until(screen, "coach.link.state().phone === 'connected'")


def test_silence_of_the_sensor_is_told(here: Room) -> None:
    screen, phone = here.screen(), here.phone()
    screen.goto("/sensor/connect/")
    phone.pair(here.code())
    phone.move()
    phone.start()
    expect(screen.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    phone.page.evaluate("motion.end()")
    expect(screen.get_by_text("Lost: nothing comes")).to_be_visible(timeout=4000)
    expect(phone.page.get_by_text("Is its page in front")).to_be_visible(timeout=4000)


def test_a_second_phone_is_refused_until_the_person_decides(here: Room) -> None:
    first, second = here.phone(), here.phone()
    for each in (first, second):
        each.pair(here.code())
        each.move()
    first.start()
    second.page.get_by_role("button", name="Start the sensor").click()
    second.state("stopped")
    expect(second.page.get_by_text("Another phone is connected already.")).to_be_visible()
    second.page.get_by_role("button", name="Use this phone instead").click()
    second.state("connected")
    first.state("stopped")
    expect(first.page.get_by_text("has taken over")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("DeviceMotionEvent.requestPermission = async () => 'denied'", "did not allow motion"),
        ("DeviceMotionEvent.requestPermission = async () => { throw new Error('no') }",
         "did not allow motion"),
        ("delete globalThis.DeviceMotionEvent", "No motion comes from this device"),
        ("0", "No motion comes from this device"),
        ("Object.defineProperty(globalThis, 'isSecureContext', { value: false })",
         "not sent encrypted"),
    ],
    ids=["refused", "refused with an error", "old browser", "no sensor", "http"],
)  # fmt: skip
def test_what_keeps_motion_away_is_said(here: Room, script: str, words: str) -> None:
    phone = here.phone()
    phone.page.add_init_script(script)
    phone.pair(here.code())
    phone.page.get_by_role("button", name="Start the sensor").click()
    phone.state("stopped")
    expect(phone.page.get_by_text(words)).to_be_visible()
    expect(phone.page.get_by_role("button", name="Try again")).to_be_visible()


def test_permission_is_asked_where_a_phone_wants_to_be_asked(here: Room) -> None:
    phone = here.phone(is_apple=True)
    phone.page.add_init_script("""
      DeviceMotionEvent.requestPermission = async () => {
        globalThis.isAsked = navigator.userActivation.isActive;
        return "granted";
      };
    """)
    phone.pair(here.code())
    phone.move()
    phone.start()
    assert phone.page.evaluate("isAsked")  # from a press, or it would not be asked at all


def test_a_wrong_code_is_said_and_the_right_one_opens(here: Room) -> None:
    phone = here.phone()
    code = here.code()
    phone.page.goto(f"{phone.server.lan}/pair/")
    phone.page.get_by_label("Pairing code").fill("222222")
    phone.page.get_by_role("button", name="Pair").click()
    expect(phone.page.get_by_role("alert")).to_contain_text("That is not the code")
    [refused] = phone.watch.faults  # the browser's own note of it
    assert "403" in refused
    phone.watch.faults.clear()
    phone.page.get_by_label("Pairing code").fill(code)
    phone.page.get_by_role("button", name="Pair").click()
    phone.page.wait_for_url("**/sensor/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 800)], ids=["phone", "laptop"])
def test_everybody_can_use_the_pages(
    here: Room, scheme: str, size: tuple[int, int], tmp_path: Path
) -> None:
    look: dict[str, Any] = {
        "color_scheme": scheme,
        "viewport": {"width": size[0], "height": size[1]},
    }
    screen, phone = here.screen(**look), here.phone(**look)
    screen.goto("/sensor/connect/")
    expect(screen.locator("[data-hook=qr] svg")).to_be_visible()
    code = here.code()
    phone.page.goto(f"{phone.server.lan}/pair/")
    pages = {"pair": phone.page, "connect": screen}
    for name, page in pages.items():
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert serious_faults(page) == [], name
    phone.pair(code)
    assert serious_faults(phone.page) == [], "start"
    phone.move()
    phone.start()
    assert serious_faults(phone.page) == [], "connected"
    phone.page.get_by_role("button", name="It is strapped on").click()
    phone.state("strapped")
    assert serious_faults(phone.page) == [], "strapped"
    for page in (phone.page, screen):
        needed, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert needed <= there, "wider than the screen"


def test_the_picture_of_the_strap_is_the_one_of_the_documentation() -> None:
    static = ROOT / "src" / "coxa_web" / "static" / "coxa" / "strap-front.svg"
    assert static.read_bytes() == (ROOT / "docs" / "images" / "strap-front.svg").read_bytes()


def test_buffers_are_of_the_kind_the_core_reads() -> None:
    assert MOTION == 4
    assert RATE_HZ > 0.0
    assert PHONE["ignore_https_errors"]
